import type { App } from "#core/app/app";
import { takeBooking } from "#core/app/take-booking";
import type { BookingDelivery } from "#core/booking/change";
import type { CorrelationId, TenantId } from "#core/kernel/ids";
import { ok, type Result } from "#core/kernel/result";
import type { Asking, BookingSystem, Unavailable, UpcomingPage } from "#core/ports/booking";

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
  /** Understood and refused; each is recorded, and a person has a task. */
  readonly refused: number;
  /** Entries of the list that were not as documented. */
  readonly unreadable: number;
};

type Stopped = Unavailable & { readonly progress: Progress };

export type Synchronisation = {
  readonly tenant: TenantId;
  readonly system: BookingSystem;
  /** The endpoint's, as its webhooks are read with. */
  readonly account: Pick<Asking, "secrets" | "access">;
  readonly correlationId: CorrelationId;
  /** Decides everything and writes nothing; `taken` then says what would be. */
  readonly isDryRun: boolean;
  readonly onProgress: (progress: Progress) => void;
};

/**
 * Takes every booking that is still to come, as if its webhook had come: the same names, the same decisions, the
 * same refusals. So it may run before, after and beside webhooks, and again as often as anybody likes;
 * one that stopped half-way is simply run once more.
 *
 * A provider that is busy is waited for, as long as it asks and a minute at most, three times a page.
 */
export const synchronise = async (
  app: App,
  wanted: Synchronisation,
): Promise<Result<Progress, Stopped>> => {
  const into = wanted.isDryRun ? withoutWriting(app) : app;
  // One moment for all pages: a list that begins later with every page would leave out what began meanwhile.
  const asking = { ...wanted.account, now: app.clock.now() };
  let progress = nothingYet;
  let page: string | null = null;
  for (let pages = 1; pages <= pagesAtMost; pages += 1) {
    const listed = await listPage(app, wanted.system, asking, page);
    if (!listed.ok) return stopped(listed.refusal, progress);

    const { deliveries, unreadable, next } = listed.value;
    progress = { ...progress, pages, unreadable: progress.unreadable + unreadable };
    for (const delivery of deliveries)
      progress = counted(progress, await outcomeOf(into, wanted, delivery));
    wanted.onProgress(progress);
    if (next === null) return ok(progress);
    if (next === page) break; // A list that leads back to itself has no end.
    page = next;
  }
  return stopped(endless, progress);
};

const nothingYet: Progress = {
  pages: 0,
  seen: 0,
  taken: 0,
  known: 0,
  ignored: 0,
  begun: 0,
  refused: 0,
  unreadable: 0,
};

const pagesAtMost = 10_000;

const endless: Unavailable = {
  code: "booking_system_unavailable",
  details: { why: "answer_unreadable" },
};

const stopped = (refusal: Unavailable, progress: Progress) =>
  ({ ok: false, refusal: { ...refusal, progress } }) as const;

const tries = 3;
const longestPauseMs = 60_000;
const worthTryingAgain: readonly string[] = [
  "not_connected",
  "timeout",
  "connection_broken",
  "throttled",
  "server_error",
];

const listPage = async (
  app: App,
  system: BookingSystem,
  asking: Asking,
  page: string | null,
): Promise<Result<UpcomingPage, Unavailable>> => {
  for (let attempt = 1; ; attempt += 1) {
    const listed = await system.upcoming(asking, page);
    if (listed.ok) return listed;
    const { why, retryAfterMs = attempt * 1_000 } = listed.refusal.details;
    if (attempt === tries || !worthTryingAgain.includes(why)) return listed;
    await app.pause(Math.min(retryAfterMs, longestPauseMs));
  }
};

type Outcome = Exclude<keyof Progress, "pages" | "seen" | "unreadable">;

const outcomeOf = async (
  app: App,
  { tenant, system, correlationId }: Synchronisation,
  delivery: BookingDelivery,
): Promise<Outcome> => {
  const { change } = delivery;
  if ("details" in change && change.details.start <= app.clock.now()) return "begun";
  const { provider } = system;
  const taken = await takeBooking(app, { tenant, provider, delivery, correlationId });
  if (taken.kind === "taken") return taken.isNews ? "taken" : "known";
  return taken.kind;
};

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
