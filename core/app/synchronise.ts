import type { App } from "#core/app/app";
import type { CommandRefusal } from "#core/app/handle-command";
import { takeBooking } from "#core/app/take-booking";
import type { Taken } from "#core/app/to-appointment";
import type { BookingDelivery } from "#core/booking/change";
import type { CorrelationId, TenantId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import { type Instant, instantFrom } from "#core/kernel/time";
import type { Asking, BookingSystem, Unavailable } from "#core/ports/booking";

/** What became of the bookings that were listed. `seen` is the sum of all the others but `pages` and `unreadable`. */
export type Progress = {
  readonly pages: number;
  readonly seen: number;
  /** Written: a booking that nobody knew, or that had moved. */
  readonly taken: number;
  /** Known already, from a webhook or an earlier synchronisation: nothing was written. */
  readonly known: number;
  /** Not accepted yet, or of a kind that is not taken. */
  readonly ignored: number;
  /** Begun by now, and so nothing to remind anybody of. */
  readonly begun: number;
  /** They begin before or after the time that was asked for. */
  readonly outside: number;
  /** Understood and refused; each is recorded, and a person has a task. */
  readonly refused: number;
  /** Entries of the list that were not as documented. */
  readonly unreadable: number;
};

/** One page of the list, taken. `next` is where to go on; `null` where this was the last page. */
export type Part = { readonly progress: Progress; readonly next: string | null };

type Synchronisation = {
  readonly tenant: TenantId;
  readonly system: Pick<BookingSystem, "provider" | "upcoming">;
  /** The endpoint's, as its webhooks are read with. */
  readonly account: Pick<Asking, "secrets" | "access">;
  readonly correlationId: CorrelationId;
  /** Decides everything and writes nothing; `taken` then says what would be. */
  readonly isDryRun: boolean;
  /** Only bookings that begin from here on; all that are to come where it is `null`. */
  readonly from: Instant | null;
  /** Only bookings that begin before this; `null` for as far ahead as the booking system lists. */
  readonly to: Instant | null;
};

/**
 * Takes one page of the bookings that are still to come, as if their webhooks had come: the same names, the same
 * decisions, the same refusals. So it may run before, after and beside webhooks, and again as often as anybody
 * likes. Goes on at `place`, which is the `next` of the page before; from the start where it is `null`. Where others
 * write to one of its bookings at the same moment, the page is refused: it has to be taken again, for no provider
 * will deliver that booking a second time.
 */
export const synchronisePart = async (
  app: App,
  wanted: Synchronisation,
  place: Place | null,
): Promise<Result<Part, Unavailable | Busy>> => {
  const { system, account } = wanted;
  // One moment for all pages: a list that begins later with every page would leave out what began meanwhile.
  const { asOf: now, page } = place ?? { asOf: app.clock.now(), page: null };
  const listed = await system.upcoming({ ...account, now }, page);
  if (!listed.ok) return listed;

  const into = wanted.isDryRun ? withoutWriting(app) : app;
  const { deliveries, unreadable, next } = listed.value;
  let progress: Progress = { ...nothingYet, pages: 1, unreadable };
  for (const delivery of deliveries) {
    const outcome = await outcomeOf(into, wanted, delivery);
    if (typeof outcome !== "string") return refuse(outcome);
    progress = counted(progress, outcome);
  }
  return ok({ progress, next: next === null ? null : spelled({ asOf: now, page: next }) });
};

/** No verdict on the booking: nothing is recorded of it. */
type Busy = Extract<CommandRefusal, { code: "stream_busy" }>;

/** A place in the list of a booking system: its own word for a page, and when the list was begun. */
type Place = { readonly asOf: Instant; readonly page: string };

/** Reads what a `next` names; `null` where it names nothing. It has no letter that a shell would take for its own. */
export const placeFrom = (text: string): Place | null => {
  const [, moment = "", page = ""] = /^([^~]+)~([\w%.!*'()-]+)$/.exec(text) ?? [];
  const asOf = instantFrom(moment);
  try {
    return asOf === null ? null : { asOf, page: decodeURIComponent(page) };
  } catch {
    return null; // Not every % begins a letter.
  }
};

const spelled = ({ asOf, page }: Place): string => `${asOf}~${encodeURIComponent(page)}`;

export const nothingYet: Progress = {
  pages: 0,
  seen: 0,
  taken: 0,
  known: 0,
  ignored: 0,
  begun: 0,
  outside: 0,
  refused: 0,
  unreadable: 0,
};

type Outcome = Exclude<keyof Progress, "pages" | "seen" | "unreadable">;

const outcomeOf = async (
  app: App,
  { tenant, system, correlationId, from, to }: Synchronisation,
  delivery: BookingDelivery,
): Promise<Outcome | Busy> => {
  const { change } = delivery;
  const start = "details" in change ? change.details.start : null;
  if (start !== null && start <= app.clock.now()) return "begun";
  if (start !== null && !isBetween(start, from, to)) return "outside";
  const { provider } = system;
  return outcomeFrom(await takeBooking(app, { tenant, provider, delivery, correlationId }));
};

const outcomeFrom = (taken: Taken): Outcome | Busy => {
  if (taken.kind === "taken") return taken.isNews ? "taken" : "known";
  if (taken.kind === "refused" && taken.refusal.code === "stream_busy") return taken.refusal;
  return taken.kind;
};

const isBetween = (start: Instant, from: Instant | null, to: Instant | null): boolean =>
  (from === null || start >= from) && (to === null || start < to);

const counted = (progress: Progress, outcome: Outcome): Progress => ({
  ...progress,
  seen: progress.seen + 1,
  [outcome]: progress[outcome] + 1,
});

/** Every decision is made as ever; what it would write is thrown away. */
const withoutWriting = (app: App): App => ({
  ...app,
  store: { ...app.store, append: async () => "appended" },
});
