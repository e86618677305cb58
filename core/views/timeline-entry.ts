import type { AppointmentStatus } from "#core/appointment/state";
import type { AppointmentStreamState } from "#core/appointment/journeys";
import type { Instant, Zone } from "#core/kernel/time";
import type { Commit } from "#core/kernel/message";
import type { Basis } from "#core/policy/basis";
import type { OperatorId } from "#core/task/events";
import type { TenantSettings } from "#core/tenant/settings";
import type { Definitions } from "#core/workflow/draft";

type EntryKind = "appointment" | "text" | "journey" | "task" | "customer" | "payment";

/** Something that happened around an appointment, in words that a person at the front desk would use. */
export type TimelineEntry = Told & {
  /** Stream, version and place in the commit: the same event always has the same id. */
  readonly id: string;
  readonly at: Instant;
};

export type Told = {
  readonly kind: EntryKind;
  readonly tone: "good" | "neutral" | "warning" | "bad";
  readonly title: string;
  /** The reason, to stand behind "because". */
  readonly why: string | null;
  /** What was said word for word: the text that went, or the customer's answer. */
  readonly quote: string | null;
  /** Bookkeeping that few will ask about, and that is there for those who do. */
  readonly isMinor: boolean;
  readonly ids: Readonly<Partial<Record<"run" | "step" | "execution" | "task", string>>>;
  /** The versions of the data that the reason rests on, where it rests on any and they are known. */
  readonly basis?: Basis;
};

/** Something that is still to come, as far as anybody can know now. */
export type PlannedEntry = {
  readonly at: Instant;
  readonly kind: EntryKind;
  readonly title: string;
  readonly why: string;
};

/** In whose time, by which rules and by which journeys the story is told. */
export type Reading = {
  readonly zone: Zone;
  readonly settings: Pick<TenantSettings, "quietHours">;
  readonly definitions: Definitions;
  /** Of the people of the business. */
  readonly names?: ReadonlyMap<OperatorId, string>;
};

/** What the story has told so far about one text. */
export type TextStory = {
  readonly name: string;
  /** What it is where it is no text: a link to pay that is made, or closed. */
  readonly link?: "open" | "close";
  readonly isReply: boolean;
  /** `48 h before the visit`; `null` where it is not planned by the visit's time. */
  readonly lead: string | null;
  readonly sending: {
    readonly body: string;
    readonly status: AppointmentStatus;
    readonly basis?: Basis;
  } | null;
};

export type BegunTask = { readonly owner: string; readonly dueAt: Instant };

/** One event where it stands: its commit, its place there, and the state right after it. */
export type Scene = {
  readonly commit: Commit;
  readonly index: number;
  readonly state: AppointmentStreamState;
  readonly texts: ReadonlyMap<string, TextStory>;
  /** Kinds of the tasks that were opened, by their id. */
  readonly tasks: ReadonlyMap<string, string>;
  /** Whose each task became, and by when, as far as that is known yet. */
  readonly handlings: ReadonlyMap<string, BegunTask>;
  /** What each step waited for, by run and step. */
  readonly awaits: ReadonlyMap<string, string>;
  readonly reading: Reading;
};

/** An entry of which only what is particular need be said. */
export const told = (
  kind: EntryKind,
  tone: Told["tone"],
  title: string,
  rest: Partial<Pick<Told, "why" | "quote" | "isMinor" | "ids" | "basis">> = {},
): Told => ({ kind, tone, title, why: null, quote: null, isMinor: false, ids: {}, ...rest });
