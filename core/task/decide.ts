import type { Decider, Facts } from "#core/kernel/decider";
import type { CustomerId, StreamName } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Instant } from "#core/kernel/time";
import { deadlineOf, openAfter } from "#core/task/deadline";
import type { Assignee, HandlingEvent } from "#core/task/events";
import { ruleFor, type TaskRules } from "#core/task/rules";
import { evolveHandling, type HandlingState, initialHandling } from "#core/task/state";
import type { TenantSettings } from "#core/tenant/settings";
import type { TaskEvent, TaskPriority } from "#core/workflow/events";
import { urgency } from "#core/workflow/tasks";

export type HandlingWish =
  /** It arose in that stream, at that moment. */
  | {
      readonly kind: "begin";
      readonly opened: Extract<TaskEvent, { type: "task.opened" }>;
      readonly from: StreamName;
      readonly openedAt: Instant;
    }
  | {
      readonly kind: "assign";
      readonly how: "claimed" | "assigned";
      readonly to: Assignee;
      readonly reason: string | null;
    }
  | { readonly kind: "note_nobody_told"; readonly role: string }
  /** `closedAt`: when it was closed where it arose; `null` where a person closes it here and now. */
  | {
      readonly kind: "end";
      readonly why: string | null;
      readonly reason: string | null;
      readonly closedAt: Instant | null;
    }
  | { readonly kind: "wake" };

export type HandlingFacts = Facts & {
  readonly rules: TaskRules;
  readonly settings: Pick<TenantSettings, "zone" | "openingHours">;
  /** When the visit begins that it is about; `null` where it is about none. */
  readonly visit: Instant | null;
  readonly customer: CustomerId | null;
};

export type HandlingRefusal = { readonly code: "not_found" } | { readonly code: "task_closed" };

type Decided = Result<readonly HandlingEvent[], HandlingRefusal>;
type Wish<Kind extends HandlingWish["kind"]> = Extract<HandlingWish, { kind: Kind }>;

/**
 * Decides who does a task, and by when. The rule of its kind is read once, when the task begins; from then on
 * every deadline that passes gives it to the next on the way up, until somebody ends it or it is moot.
 */
export const handlingDecider: Decider<
  HandlingState,
  HandlingWish,
  HandlingEvent,
  HandlingRefusal,
  HandlingFacts
> = {
  initial: initialHandling,
  evolve: evolveHandling,
  decide: (state, wish, facts) => {
    const decided = decideHandling(state, wish, facts);
    return decided.ok ? ok(withWake(state, decided.value)) : decided;
  },
};

const decideHandling = (
  state: HandlingState,
  wish: HandlingWish,
  facts: HandlingFacts,
): Decided => {
  switch (wish.kind) {
    case "begin":
      return ok(begin(state, wish, facts));
    case "assign":
      return assign(state, wish);
    case "note_nobody_told":
      return ok(
        state.handling?.isOpen === true ? [{ type: "handling.nobody_told", role: wish.role }] : [],
      );
    case "end":
      return ok(end(state, wish));
    case "wake":
      return ok(escalate(state, facts));
  }
};

/** A task that was closed may arise again under its name: then all begins anew. */
const begin = (
  { handling }: HandlingState,
  { opened, from, openedAt }: Wish<"begin">,
  facts: HandlingFacts,
): readonly HandlingEvent[] => {
  if (handling?.isOpen === true) return [];
  const { rules, settings, visit, customer, now } = facts;
  const { task, kind, priority, dueAt: asked, until = [], subject } = opened;
  const rule = ruleFor(rules, kind);
  const named = (role: string) => ({ role, owner: rules.roles[role] ?? role });
  return [
    {
      type: "handling.begun",
      task,
      kind,
      from,
      openedAt,
      customer,
      priority: rule.priority === "asAsked" ? priority : rule.priority,
      ...named(rule.owner),
      dueAt: deadlineOf(rule.due, { asked, visit }, { now, ...settings }),
      late: rule.late.map(({ owner, ...step }) => ({ ...step, ...named(owner) })),
      until,
      ...(subject !== undefined && { subject }),
    },
  ];
};

const assign = ({ handling }: HandlingState, { how, to, reason }: Wish<"assign">): Decided => {
  if (handling === null) return refuse({ code: "not_found" });
  if (!handling.isOpen) return refuse({ code: "task_closed" });
  const isSame =
    to.kind === "operator"
      ? handling.operator === to.operator
      : handling.operator === null && handling.role === to.role;
  const { customer, kind, priority, dueAt } = handling;
  const standing = { kind, priority, dueAt };
  return ok(isSame ? [] : [{ type: "handling.assigned", how, to, customer, reason, ...standing }]);
};

/** What has arisen again is not ended by the word, come late, that ended it before. */
const end = (
  { handling }: HandlingState,
  { why, reason, closedAt }: Wish<"end">,
): readonly HandlingEvent[] => {
  if (handling === null || !handling.isOpen) return [];
  if (closedAt !== null && closedAt < handling.openedAt) return [];
  return [{ type: "handling.ended", why, customer: handling.customer, reason }];
};

const escalate = (
  { handling }: HandlingState,
  { now, settings }: HandlingFacts,
): readonly HandlingEvent[] => {
  if (handling === null || !handling.isOpen || now < handling.dueAt) return [];
  const [step] = handling.late;
  if (step === undefined) return [];
  const { role, owner, withinMs } = step;
  return [
    {
      type: "handling.escalated",
      why: "deadline_passed",
      level: handling.level + 1,
      kind: handling.kind,
      role,
      owner,
      priority: moreUrgent(handling.priority, step.priority),
      dueAt: openAfter(withinMs, { now, ...settings }),
    },
  ];
};

/** On its way up a task never gets less urgent. */
const moreUrgent = (one: TaskPriority, other: TaskPriority | null): TaskPriority =>
  other !== null && urgency[other] < urgency[one] ? other : one;

/** Where nobody is left to give it to, no deadline wakes anybody: it stands there, overdue. */
const withWake = (
  state: HandlingState,
  events: readonly HandlingEvent[],
): readonly HandlingEvent[] => {
  const { handling } = events.reduce(evolveHandling, state);
  const isWaiting = handling !== null && handling.isOpen && handling.late.length > 0;
  const at = isWaiting ? handling.dueAt : null;
  return events.length === 0 || at === state.wakeAt
    ? events
    : [...events, { type: "wake.planned", at }];
};
