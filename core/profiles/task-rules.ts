import * as z from "zod";
import { ok, type Result, refuse } from "#core/kernel/result";
import { taskKinds } from "#core/task/kinds";
import type { TaskRule, TaskRules } from "#core/task/rules";
import type { Definition } from "#core/workflow/definition";
import { hint } from "#core/workflow/hint";
import type { Fault, Path, Problem, readYaml } from "#core/workflow/parse-document";
import { duration, map, name } from "#core/workflow/parse-fields";
import { faultsOf, quoted } from "#core/workflow/parse-faults";

const words = z.string().min(1).max(60);
const priority = z.enum(["low", "medium", "high"]);

const late = map({ owner: z.string(), priority: priority.optional(), within: duration }).transform(
  ({ within, priority: raised = null, owner }) => ({ owner, priority: raised, withinMs: within }),
);

const due = map({
  within: duration,
  beforeVisit: duration.optional(),
  asAsked: z.boolean().default(false),
}).transform(({ within, beforeVisit = null, asAsked }) => ({
  withinMs: within,
  beforeVisitMs: beforeVisit,
  asAsked,
}));

const mostLateSteps = 5;

const rule = map({
  owner: z.string(),
  priority: z.enum(["low", "medium", "high", "asAsked"]),
  wakes: z.boolean().default(false),
  due,
  late: z.array(late).max(mostLateSteps).default([]),
});

const rules = map({
  roles: z.record(name, words),
  notices: map({ every: duration }),
  tasks: z.record(name, rule),
  otherwise: rule,
}).transform(
  ({ notices, tasks, ...rest }): TaskRules => ({
    ...rest,
    noticeEveryMs: notices.every,
    kinds: tasks,
  }),
);

/**
 * Reads what a pack lays down about the work of people. Every kind that the program or a journey asks for must
 * have its rule: a task that nobody owns is found here, and not on the day that it is needed.
 */
export const taskRulesFrom = (
  { value, place }: ReturnType<typeof readYaml>,
  journeys: readonly Result<Definition, unknown>[],
): Result<TaskRules, readonly Problem[]> => {
  const read = rules.safeParse(value);
  if (!read.success) return refuse(faultsOf(read.error.issues, value).map(place));
  const asked = journeys.flatMap((journey) => (journey.ok ? askedIn(journey.value) : []));
  const faults = [
    ...withoutRule(read.data, asked),
    ...unknownOwners(read.data),
    ...neverUrgent(read.data),
  ];
  return faults.length === 0 ? ok(read.data) : refuse(faults.map(place));
};

/** A kind of task that a journey asks for, and the file where it does. */
type AskedTask = { readonly kind: string; readonly file: string };

const askedIn = ({ slug, steps }: Definition): readonly AskedTask[] =>
  steps.flatMap(({ do: action }) => {
    const kind = action.kind === "use" && action.tool === "person.ask" ? action.with["kind"] : null;
    return typeof kind === "string" ? [{ kind, file: `${slug}.yaml` }] : [];
  });

const withoutRule = ({ kinds }: TaskRules, asked: readonly AskedTask[]): readonly Fault[] => {
  const known = Object.keys(kinds);
  const needed = new Map([
    ...asked.map(({ kind, file }) => [kind, `${file} asks for it`] as const),
    ...taskKinds.map((kind) => [kind, "the program itself asks for it"] as const),
  ]);
  return [...needed]
    .filter(([kind]) => !known.includes(kind))
    .map(([kind, why]) => ({
      path: ["tasks"],
      message: `Cannot find the rule of the task ${quoted(kind)}: ${why}${hint(kind, known)}`,
      at: "key",
    }));
};

const rulesOf = ({ kinds, otherwise }: TaskRules): readonly (readonly [Path, TaskRule])[] => [
  ...Object.entries(kinds).map(([kind, one]) => [["tasks", kind], one] as const),
  [["otherwise"], otherwise],
];

const unknownOwners = (all: TaskRules): readonly Fault[] => {
  const known = Object.keys(all.roles);
  return rulesOf(all)
    .flatMap(([path, one]) => [
      { path: [...path, "owner"], owner: one.owner },
      ...one.late.map(({ owner }, index) => ({ path: [...path, "late", index, "owner"], owner })),
    ])
    .filter(({ owner }) => !known.includes(owner))
    .map(({ path, owner }) => ({
      path,
      message: `Cannot find the role ${quoted(owner)}: known are ${known.join(", ")}${hint(owner, known)}`,
      at: "value",
    }));
};

/** Whoever writes it expects to be woken, and never would be. */
const neverUrgent = (all: TaskRules): readonly Fault[] =>
  rulesOf(all)
    .filter(([, { wakes, priority, late: steps }]) => {
      const can = [priority, ...steps.map((step) => step.priority)];
      return wakes && !can.includes("high") && priority !== "asAsked";
    })
    .map(([path]) => ({
      path: [...path, "wakes"],
      message: 'Cannot let this wake people: only "priority: high" does, and it never is',
      at: "value",
    }));
