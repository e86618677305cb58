import type { StreamName } from "#core/kernel/ids";
import type { Commit, NewCommit } from "#core/kernel/message";

/**
 * What the checks themselves know of a stream: folded from bare events by other hands than the heart's, so that a
 * mistake there is not made here again.
 */
export type VisitModel = {
  readonly stream: StreamName;
  readonly tenant: string;
  version: number;
  lastHash: string;
  lastAt: string;
  readonly commands: Set<string>;
  status: string;
  start: string;
  /** When it was to begin, by each version of its stream; and how it stood. */
  readonly starts: string[];
  readonly statuses: string[];
  /** When it was to begin, by each plan of it. */
  readonly planned: string[];
  plan: number;
  zone: string;
  customer: string;
  phone: string | null;
  elsewhere: boolean;
  /** The booking system's pages of the booking that stands now. */
  links: { readonly reschedule: string | null; readonly cancel: string | null };
  /** What is there of its deposits, or was: by payment. */
  readonly money: Map<string, Held>;
  linksMade: number;
  readonly executions: Map<string, ExecutionModel>;
  readonly pausedRuns: Set<string>;
  readonly openTasks: Set<string>;
  /** The tasks that stand open, and what would make each moot. */
  readonly asked: Map<string, { readonly kind: string; readonly until: readonly string[] }>;
  /** Whatever has ever happened to it, by type. */
  readonly facts: Set<string>;
  /** What the customer has answered last since this time was agreed. */
  answer: string | null;
  /** What is to happen by itself, by name: when, and since when that is so, by true time. */
  readonly promises: Map<string, { readonly atMs: number; readonly madeMs: number }>;
  /** When its wake was planned last, by true time. */
  wakeMadeMs: number;
  end: string;
  bookedAt: string;
  /** How it stood after whatever has happened to it, and when that was written, by true time. */
  readonly changes: Change[];
  /** What its customer has said of it, as it has heard it, and what was agreed by then. */
  readonly heard: {
    readonly what: string;
    readonly at: string;
    readonly start: string;
    readonly customer: string;
  }[];
  /** The runs that have begun and are not over. */
  readonly runs: Set<string>;
  readonly blockedRuns: Set<string>;
  /** Whose it is has been erased since it was booked. */
  erased: boolean;
  /** Somebody has followed the link of the text that asks for a review. */
  reviewOpened: boolean;
};

/** So much of it has come, and gone back; `isDeposit`: the amount that was asked. */
export type Held = {
  readonly amount: number;
  readonly refunded: number;
  readonly isDeposit: boolean;
  /** It was heard that it has come. */
  readonly isHere: boolean;
};

export type Change = Pick<VisitModel, "status" | "start" | "end" | "customer" | "answer"> & {
  readonly ms: number;
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
  /** By true time, as is the end; infinite where there is none. */
  readonly requestedMs: number;
  endedMs: number;
  dueAt: string;
  staleAt: string | null;
  readonly attempts: number;
  /** When its turn is in the line before the carrier, where it was told to wait for it. */
  turnMs: number;
  intents: number;
  token: number;
  resends: number;
  /** Attempts that only found the provider down. */
  triedInVain: number;
  intendedAt: string | null;
  intendedMs: number;
  to: string | null;
  toWhom: string;
  body: string | null;
  /** So long the carrier may try to hand it over. */
  usefulUntil: string;
  /** Every end that was written; more than one is a fault. */
  readonly ends: { readonly what: string; readonly why: string; readonly sid: string | null }[];
  readonly delivery: Map<string, number>;
  /** It was taken, and refused on its way for good. */
  isFiltered: boolean;
  inFlight: boolean;
};

export type CustomerModel = {
  /** What they wanted after each version of their stream. */
  readonly versions: Standing[];
  /** When each of them was written, by true time. */
  readonly versionMs: number[];
  version: number;
  lastHash: string;
  lastAt: string;
  readonly commands: Set<string>;
  readonly settledTexts: Map<string, number>;
  readonly notes: Map<string, number>;
  /** What they wrote, by the carrier's name of it. */
  readonly texts: Map<string, Said>;
  /** Their visits, as their own stream knows them. */
  readonly visits: Map<string, Noted>;
  /** What was made of a text for one of their visits. */
  readonly answers: Answer[];
  /** The visits that were theirs when they were erased, by the version that says so. */
  readonly erasures: Map<number, readonly string[]>;
  /** The words with which they opted out; `null` where they did otherwise. */
  optOutWords: string | null;
  /** Of the tasks about one of their visits: when it was to be by then. */
  readonly wishes: Map<string, { readonly appointment: string; readonly start: string }>;
  unreachable: boolean;
  /** Since when that is known, by true time; infinite where it is not. */
  unreachableMs: number;
  /** As it was assessed last; nothing is held against who never was. */
  risk: number;
  /** When they were heard of last, or their addresses changed, by true time. */
  reachedMs: number;
};

export type Noted = {
  readonly start: string;
  readonly status: string;
  readonly erased: boolean;
  readonly standing: Weight | undefined;
};

/** What a visit says for its customer's risk. */
export type Weight = {
  readonly counts: boolean;
  readonly reschedules: number;
  readonly asked: boolean;
  readonly confirmed: boolean;
  readonly pastDue: boolean;
};

/** A text of a customer, and what their own stream knew of their visits when it came. */
export type Said = {
  readonly body: string;
  readonly at: string;
  readonly ms: number;
  readonly visits: ReadonlyMap<string, Noted>;
};

export type Answer = {
  readonly appointment: string;
  readonly what: "confirm" | "reschedule" | "cancel" | "after_visit";
  readonly said: Said;
  readonly settledMs: number;
};

export const newVisit = (tenant: string, stream: StreamName): VisitModel => ({
  stream,
  tenant,
  version: 0,
  lastHash: "0".repeat(64),
  lastAt: "",
  commands: new Set(),
  status: "none",
  start: "",
  starts: [],
  statuses: [],
  planned: [],
  plan: 0,
  zone: "",
  customer: "",
  phone: null,
  elsewhere: false,
  links: { reschedule: null, cancel: null },
  money: new Map(),
  linksMade: 0,
  executions: new Map(),
  pausedRuns: new Set(),
  openTasks: new Set(),
  asked: new Map(),
  facts: new Set(),
  answer: null,
  promises: new Map(),
  wakeMadeMs: 0,
  end: "",
  bookedAt: "",
  changes: [],
  heard: [],
  runs: new Set(),
  blockedRuns: new Set(),
  erased: false,
  reviewOpened: false,
});

export const newCustomer = (): CustomerModel => ({
  versions: [nobody],
  versionMs: [0],
  version: 0,
  lastHash: "0".repeat(64),
  lastAt: "",
  commands: new Set(),
  settledTexts: new Map(),
  notes: new Map(),
  texts: new Map(),
  visits: new Map(),
  answers: [],
  erasures: new Map(),
  optOutWords: null,
  wishes: new Map(),
  unreachable: false,
  unreachableMs: Number.POSITIVE_INFINITY,
  risk: 0,
  reachedMs: 0,
});

type Fields = Readonly<Record<string, unknown>>;

/** It has failed as if it had been refused at once. */
export const isFilter = (event: Readonly<Record<string, unknown>>): boolean =>
  ["undelivered", "failed"].includes(event["status"] as string) &&
  ["text_refused", "sender_misconfigured"].includes(event["why"] as string);

/** Events as they were decided, with their fields readable. */
export const eventsIn = (plain: NewCommit | Commit): readonly (Fields & { type: string })[] =>
  plain.events;

const statusAfter: Readonly<Record<string, string>> = {
  "appointment.rescheduled": "rescheduled",
  "appointment.moved_away": "rescheduled",
  "appointment.cancelled": "cancelled",
  "appointment.confirmed": "confirmed",
  "appointment.started": "in_progress",
  "appointment.completed": "completed",
  "appointment.no_show": "no_show",
};

export const foldVisit = (model: VisitModel, event: Told): void => {
  model.status = statusAfter[event.type] ?? model.status;
  model.facts.add(event.type);
  folds[event.type]?.(model, event);
};

/** Where a visit stands changes by what happens to it, and by nothing that its journeys do. */
export const noteChange = (model: VisitModel, plain: NewCommit, ms: number): void => {
  if (!plain.events.some(({ type }) => type.startsWith("appointment."))) return;
  const { status, start, end, customer, answer } = model;
  model.changes.push({ ms, status, start, end, customer, answer });
};

type Told = Fields & { readonly type: string };

const endOfHold = (model: VisitModel, event: Told): void => {
  model.pausedRuns.delete(event["run"] as string);
  model.blockedRuns.delete(event["run"] as string);
};

const heard = (model: VisitModel, what: string, event: Told): void => {
  const { start, customer } = model;
  const at = event["saidAt"] as string | undefined;
  if (at !== undefined) model.heard.push({ what, at, start, customer });
};

const folds: Readonly<Record<string, (model: VisitModel, event: Told) => void>> = {
  "appointment.booked": (model, event) => {
    model.status = "booked";
    model.answer = null;
    model.start = event["start"] as string;
    model.end = event["end"] as string;
    model.erased = false;
    model.reviewOpened = false;
    model.plan = event["plan"] as number;
    model.planned[model.plan] = model.start;
    model.zone = event["zone"] as string;
    model.links = event["links"] as VisitModel["links"];
    model.customer = event["customer"] as string;
    model.phone = (event["contact"] as Fields)["phone"] as string | null;
  },
  "appointment.continued": (model) => {
    model.elsewhere = true;
  },
  "run.paused": (model, event) => void model.pausedRuns.add(event["run"] as string),
  "run.blocked": (model, event) => void model.blockedRuns.add(event["run"] as string),
  "run.resumed": endOfHold,
  "run.started": (model, event) => void model.runs.add(event["run"] as string),
  "run.finished": (model, event) => {
    endOfHold(model, event);
    model.runs.delete(event["run"] as string);
  },
  "appointment.review_opened": (model) => {
    model.reviewOpened = true;
  },
  "appointment.customer_erased": (model) => {
    model.erased = true;
  },
  "task.opened": (model, event) => {
    const kind = event["kind"] as string;
    const until = (event["until"] as readonly string[] | undefined) ?? [];
    model.openTasks.add(kind);
    model.asked.set(event["task"] as string, { kind, until });
  },
  "task.closed": (model, event) => void model.asked.delete(event["task"] as string),
  "appointment.confirmed": (model, event) => {
    model.answer = null;
    heard(model, "confirm", event);
  },
  "appointment.completed": (model, event) => {
    // Somebody has seen them come: what they had said of coming counts no more.
    if (event["by"] === "operator" && model.answer !== "after_visit") model.answer = null;
  },
  "appointment.answer_noted": (model, event) => {
    model.answer = event["answer"] as string;
    heard(model, model.answer, event);
  },
};

export type Standing = {
  optedOut: boolean;
  erased: boolean;
  /** By purpose: whether they allow it. What is not here was never said. */
  consents: ReadonlyMap<string, boolean>;
};

export const foldCustomer = (model: CustomerModel, events: readonly Told[]): void => {
  const before: Standing = model.versions.at(-1) ?? nobody;
  const after = { ...before };
  for (const event of events) {
    standings[event.type]?.(after, event);
    notes[event.type]?.(model, event);
  }
  model.versions.push(after);
};

export const nobody: Standing = { optedOut: false, erased: false, consents: new Map() };

const says =
  (isAllowed: boolean) =>
  (standing: Standing, event: Told): void => {
    standing.consents = new Map(standing.consents).set(event["purpose"] as string, isAllowed);
  };

const standings: Readonly<Record<string, (standing: Standing, event: Told) => void>> = {
  "customer.opted_out": (standing) => {
    standing.optedOut = true;
  },
  "customer.opted_in": (standing) => {
    standing.optedOut = false;
  },
  "customer.erased": (standing) => {
    standing.erased = true;
    // Who comes back has allowed nothing; a no is kept.
    standing.consents = new Map([...standing.consents].filter(([, isAllowed]) => !isAllowed));
  },
  "customer.registered": (standing) => {
    standing.erased = false;
  },
  "customer.consent_withdrawn": says(false),
  "customer.consent_granted": says(true),
  "customer.consent_imported": says(true),
};

const notes: Readonly<Record<string, (model: CustomerModel, event: Told) => void>> = {
  "customer.appointment_noted": (model, event) =>
    void model.notes.set(event["appointment"] as string, event["asOf"] as number),
  "customer.text_settled": (model, event) => {
    const sid = event["sid"] as string;
    model.settledTexts.set(sid, (model.settledTexts.get(sid) ?? 0) + 1);
  },
};
