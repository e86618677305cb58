import type { ExecutionEvent } from "#core/execution/events";
import type { ExecutionId, RunId, TaskId } from "#core/kernel/ids";
import { textPurposes, type TextPurpose } from "#core/policy/purpose";
import { durationMsFrom, type Instant, plusMs } from "#core/kernel/time";
import { moneyFrom } from "#core/money/money";
import type { Money } from "#core/payment/events";
import type { Action } from "#core/workflow/definition";
import type { TaskEvent, TaskPriority } from "#core/workflow/events";

export type ToolUse = {
  readonly run: RunId;
  readonly step: string;
  readonly execution: ExecutionId;
  readonly task: TaskId;
  readonly plan: number;
  /** What ends the run, and with it what it has asked of people. */
  readonly until: readonly string[];
  readonly dueAt: Instant;
  readonly now: Instant;
};

type Use = Extract<Action, { kind: "use" }>;
type Used =
  | Extract<ExecutionEvent, { type: "execution.requested" }>
  | Extract<TaskEvent, { type: "task.opened" }>;

/** The tools that a definition may name; the pack's validation knows the same list. */
export const knownTools = ["text.send", "payment.link", "payment.close", "person.ask"] as const;

export type ToolName = (typeof knownTools)[number];

/** Turns the use of a tool into the event that asks for it. A person is asked by a task; the rest is executed. */
export const useTool = (action: Use, use: ToolUse): Used =>
  action.tool === "person.ask" ? taskFor(action, use) : requestFor(action, use);

const taskFor = (action: Use, use: ToolUse): Used => {
  const due = durationMsFrom(textOf(action, "due"));
  const until = [...new Set([...use.until, ...listOf(action, "until")])];
  return {
    type: "task.opened",
    task: use.task,
    kind: textOf(action, "kind"),
    priority: priorityOf(textOf(action, "priority")),
    dueAt: due === null ? null : plusMs(use.now, due),
    ...(until.length > 0 && { until }),
  };
};

const requestFor = (action: Use, use: ToolUse): Used => ({
  type: "execution.requested",
  execution: use.execution,
  run: use.run,
  step: use.step,
  tool: action.tool,
  template: textOf(action, "template"), // None where it is no text.
  purpose: action.tool === "text.send" ? purposeOf(action) : "deposit",
  reply: action.with["reply"] === true,
  plan: use.plan,
  dueAt: use.dueAt,
  staleAt: action.staleAfterMs === null ? null : plusMs(use.dueAt, action.staleAfterMs),
  retry: action.retry,
  ...moneyOf(action),
});

/** The definition's check has read it before: what is no amount now was none then. */
const moneyOf = (action: Use): { readonly money?: Money } => {
  const money = amountFrom(textOf(action, "amount"));
  return money === null ? {} : { money };
};

/** Reads `50.00 USD`; `null` where it is no amount above zero. */
export const amountFrom = (text: string): Money | null => {
  const [amount = "", currency = "", ...rest] = text.trim().split(/\s+/);
  const money = rest.length > 0 ? null : moneyFrom(amount, currency);
  if (money === null || money.minor === 0) return null;
  return { amountMinor: money.minor, currency: money.currency };
};

export const purposeOf = ({ with: input }: Use): TextPurpose =>
  textPurposes.find((purpose) => purpose === input["purpose"]) ?? "reminder";

const textOf = (action: Use, key: string): string => {
  const value = action.with[key];
  return typeof value === "string" ? value : "";
};

const listOf = (action: Use, key: string): readonly string[] => {
  const value = action.with[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
};

const priorityOf = (text: string): TaskPriority =>
  text === "low" || text === "high" ? text : "medium";
