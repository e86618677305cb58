import type { Commit, NewCommit } from "#core/kernel/message";

/**
 * What the checks themselves know of a stream: folded from bare events by other hands than the heart's, so that a
 * mistake there is not made here again.
 */
export type VisitModel = {
  readonly stream: string;
  readonly tenant: string;
  version: number;
  lastHash: string;
  lastAt: string;
  readonly commands: Set<string>;
  status: string;
  start: string;
  plan: number;
  zone: string;
  customer: string;
  phone: string | null;
  elsewhere: boolean;
  readonly executions: Map<string, ExecutionModel>;
  readonly pausedRuns: Set<string>;
  readonly blockedRuns: Set<string>;
  readonly kinds: Set<string>;
  readonly openTasks: Set<string>;
};

export type ExecutionModel = {
  readonly id: string;
  readonly run: string;
  readonly tool: string;
  readonly template: string;
  readonly purpose: string;
  readonly reply: boolean;
  readonly plan: number;
  readonly zone: string;
  readonly requestedAt: string;
  dueAt: string;
  staleAt: string | null;
  readonly attempts: number;
  intents: number;
  token: number;
  resends: number;
  intendedAt: string | null;
  intendedMs: number;
  to: string | null;
  body: string | null;
  /** Every end that was written; more than one is a fault. */
  readonly ends: { readonly what: string; readonly why: string; readonly sid: string | null }[];
  readonly delivery: Map<string, number>;
  inFlight: boolean;
};

export type CustomerModel = {
  readonly versions: { optedOut: boolean; erased: boolean; withdrawn: ReadonlySet<string> }[];
  version: number;
  lastHash: string;
  lastAt: string;
  readonly commands: Set<string>;
  readonly openTasks: Set<string>;
  readonly pendingTexts: Set<string>;
  readonly settledTexts: Map<string, number>;
  readonly notes: Map<string, number>;
};

export const newVisit = (tenant: string, stream: string): VisitModel => ({
  stream,
  tenant,
  version: 0,
  lastHash: "0".repeat(64),
  lastAt: "",
  commands: new Set(),
  status: "none",
  start: "",
  plan: 0,
  zone: "",
  customer: "",
  phone: null,
  elsewhere: false,
  executions: new Map(),
  pausedRuns: new Set(),
  blockedRuns: new Set(),
  kinds: new Set(),
  openTasks: new Set(),
});

export const newCustomer = (): CustomerModel => ({
  versions: [{ optedOut: false, erased: false, withdrawn: new Set() }],
  version: 0,
  lastHash: "0".repeat(64),
  lastAt: "",
  commands: new Set(),
  openTasks: new Set(),
  pendingTexts: new Set(),
  settledTexts: new Map(),
  notes: new Map(),
});

type Fields = Readonly<Record<string, unknown>>;

/** Events as they were decided, with their fields readable. */
export const eventsIn = (plain: NewCommit | Commit): readonly (Fields & { type: string })[] =>
  plain.events as readonly (Fields & { type: string })[];

const statusAfter: Readonly<Record<string, string>> = {
  "appointment.rescheduled": "rescheduled",
  "appointment.moved_away": "rescheduled",
  "appointment.cancelled": "cancelled",
  "appointment.confirmed": "confirmed",
  "appointment.started": "in_progress",
  "appointment.completed": "completed",
  "appointment.no_show": "no_show",
};

export const foldVisit = (model: VisitModel, event: Fields & { type: string }): void => {
  const next = statusAfter[event.type];
  if (next !== undefined) model.status = next;
  switch (event.type) {
    case "appointment.booked": {
      const contact = event["contact"] as Fields;
      model.status = "booked";
      model.start = event["start"] as string;
      model.plan = event["plan"] as number;
      model.zone = event["zone"] as string;
      model.customer = event["customer"] as string;
      model.phone = contact["phone"] as string | null;
      return;
    }
    case "appointment.continued":
      model.elsewhere = true;
      return;
    case "run.paused":
      model.pausedRuns.add(event["run"] as string);
      return;
    case "run.blocked":
      model.blockedRuns.add(event["run"] as string);
      return;
    case "run.resumed":
    case "run.finished":
      model.pausedRuns.delete(event["run"] as string);
      model.blockedRuns.delete(event["run"] as string);
      return;
    case "task.opened":
      model.openTasks.add(event["kind"] as string);
      return;
    default:
  }
};

export const foldCustomer = (
  model: CustomerModel,
  events: readonly (Fields & { type: string })[],
): void => {
  const before = model.versions.at(-1);
  let { optedOut = false, erased = false, withdrawn = new Set<string>() } = before ?? {};
  for (const event of events) {
    if (event.type === "customer.opted_out") optedOut = true;
    if (event.type === "customer.opted_in") optedOut = false;
    if (event.type === "customer.erased") erased = true;
    if (event.type === "customer.registered") erased = false;
    if (event.type === "customer.consent_withdrawn")
      withdrawn = new Set([...withdrawn, event["purpose"] as string]);
    if (event.type === "customer.consent_granted" || event.type === "customer.consent_imported")
      withdrawn = new Set([...withdrawn].filter((one) => one !== event["purpose"]));
    if (event.type === "customer.text_received") model.pendingTexts.add(event["sid"] as string);
    if (event.type === "customer.appointment_noted")
      model.notes.set(event["appointment"] as string, event["asOf"] as number);
    if (event.type === "customer.text_settled") {
      const sid = event["sid"] as string;
      model.pendingTexts.delete(sid);
      model.settledTexts.set(sid, (model.settledTexts.get(sid) ?? 0) + 1);
    }
  }
  model.versions.push({ optedOut, erased, withdrawn });
};
