import { nameOf, type RefoldDeps, refoldStream } from "#core/app/refold";
import type { StreamName, TenantId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import type { BegunStreams } from "#core/ports/begun-streams";
import type { Clock } from "#core/ports/clock";
import type { Log } from "#core/ports/log";
import type { StandingRow } from "#core/ports/standing-rows";
import { everyView } from "#core/views/every-view";

export type RebuildDeps = RefoldDeps & {
  readonly begun: BegunStreams;
  readonly clock: Clock;
  readonly log: Log;
};

type Counts = {
  readonly streams: number;
  readonly rows: number;
  /** Rows that stood otherwise than the commits say, and those that no commit makes. */
  readonly mended: number;
  readonly removed: number;
  /** Streams that could not be folded; the log names them. */
  readonly failed: number;
};

/** How far a tenant's rows have been folded anew: first every stream, then every row. Plain data, to go on from. */
export type RebuildPlace = {
  readonly pass: number;
  /** Of all passes, and of this one. */
  readonly counts: Counts;
  readonly inPass: Pick<Counts, "mended" | "removed" | "failed">;
  /** Behind which position of the feed the next streams are, and then behind which row of which view the next rows. */
  readonly position: number;
  readonly view: string | null;
  readonly key: string | null;
  /** The pass does not begin before. */
  readonly notBefore: Instant | null;
};

export const noCounts: Counts = { streams: 0, rows: 0, mended: 0, removed: 0, failed: 0 };

const passFrom = (pass: number, counts: Counts, notBefore: Instant | null): RebuildPlace => ({
  pass,
  counts,
  inPass: { mended: 0, removed: 0, failed: 0 },
  position: 0,
  view: null,
  key: null,
  notBefore,
});

export const firstPlace: RebuildPlace = passFrom(1, noCounts, null);

/** `unsettled`: after so many passes there still was something to mend, or something that cannot be folded. */
export type Rebuilt =
  | { readonly state: "going_on"; readonly next: RebuildPlace }
  | { readonly state: "done" | "unsettled"; readonly counts: Counts };

/**
 * Whoever folds a commit begins with the row that he finds. If that row was wrong, and is mended while he folds, he
 * writes what he has made of the wrong one. So where something was mended there is one more pass, after everybody who
 * folded then has ended; and what is found right in a whole pass is right.
 */
export const settleMs = 65_000;
const mostPasses = 5;

/** Folds a tenant's rows anew, a slice at a time, while others go on folding. */
export const rebuildBeside = async (
  deps: RebuildDeps,
  tenant: TenantId,
  place: RebuildPlace,
): Promise<Rebuilt> => {
  if (place.view === null)
    return { state: "going_on", next: await streamsAnew(deps, tenant, place) };
  const next = await rowsAnew(deps, tenant, { ...place, view: place.view });
  return next.view === null ? passEnded(deps, tenant, next) : { state: "going_on", next };
};

const atOnce = 8;
const slice = 48;

const streamsAnew = async (
  deps: RebuildDeps,
  tenant: TenantId,
  place: RebuildPlace,
): Promise<RebuildPlace> => {
  const { position, streams } = await deps.begun.after(tenant, place.position, slice);
  if (position === place.position) return { ...place, view: everyView[0], key: null };
  const folded = await eachOf(streams, (stream) => streamAnew(deps, tenant, stream));
  const mended = folded.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const failed = folded.filter((one) => one === null).length;
  return { ...counted(place, { streams: streams.length, mended, failed }), position };
};

/** `null` where it cannot be folded: that holds up nobody else's rows. */
const streamAnew = async (
  deps: RebuildDeps,
  tenant: TenantId,
  stream: StreamName,
): Promise<number | null> => {
  try {
    return (await refoldStream(deps, tenant, stream)).mended;
  } catch (error) {
    deps.log.error("views.not_folded", { tenant, stream, why: whyOf(error) });
    return null;
  }
};

/** Rows that no commit makes are found from their own side; and streams that the feed does not know yet. */
const rowsAnew = async (
  deps: RebuildDeps,
  tenant: TenantId,
  place: RebuildPlace & { readonly view: string },
): Promise<RebuildPlace> => {
  const { rows, next: key } = await deps.rows.after(tenant, place.view, place.key, slice);
  const streams = new Map<StreamName | null, StandingRow[]>();
  for (const row of rows) {
    const stream = row.item?.source.stream ?? null;
    streams.set(stream, [...(streams.get(stream) ?? []), row]);
  }
  const folded = await eachOf([...streams], ([stream, own]) => ownRows(deps, tenant, stream, own));
  const sum = (name: "mended" | "removed" | "failed") =>
    folded.reduce((all, one) => all + one[name], 0);
  const done = { mended: sum("mended"), removed: sum("removed"), failed: sum("failed") };
  const after = counted(place, { rows: rows.length, ...done });
  if (key !== null) return { ...after, key };
  const views: readonly string[] = everyView;
  return { ...after, view: views[views.indexOf(place.view) + 1] ?? null, key: null };
};

/**
 * The rows of one stream in a slice: those that its commits make are right, or are mended; others go. They were looked at
 * before the commits are read, so a commit that makes one of them is seen.
 */
const ownRows = async (
  deps: RebuildDeps,
  tenant: TenantId,
  stream: StreamName | null,
  own: readonly StandingRow[],
) => {
  try {
    const { names, mended } = stream === null ? nothing : await refoldStream(deps, tenant, stream);
    const stray = own.filter(({ view, key }) => !names.has(nameOf(view, key)));
    let removed = 0;
    for (const row of stray) if ((await deps.rows.remove(tenant, row)) === "replaced") removed += 1;
    return { mended, removed, failed: 0 };
  } catch (error) {
    deps.log.error("views.not_folded", { tenant, stream, why: whyOf(error) });
    return { mended: 0, removed: 0, failed: 1 };
  }
};

const nothing = { names: new Set<string>(), mended: 0 };

const passEnded = (
  { clock, log }: RebuildDeps,
  tenant: TenantId,
  { pass, counts, inPass }: RebuildPlace,
): Rebuilt => {
  log.info("views.folded_anew", { tenant, pass, ...inPass });
  const isQuiet = inPass.mended + inPass.removed + inPass.failed === 0;
  if (isQuiet) return { state: "done", counts };
  if (pass === mostPasses) return { state: "unsettled", counts };
  const notBefore = plusMs(clock.now(), settleMs);
  return { state: "going_on", next: passFrom(pass + 1, counts, notBefore) };
};

const counted = (place: RebuildPlace, more: Partial<Counts>): RebuildPlace => {
  const { mended = 0, removed = 0, failed = 0, streams = 0, rows = 0 } = more;
  const { counts, inPass } = place;
  return {
    ...place,
    counts: {
      streams: counts.streams + streams,
      rows: counts.rows + rows,
      mended: counts.mended + mended,
      removed: counts.removed + removed,
      failed: counts.failed + failed,
    },
    inPass: {
      mended: inPass.mended + mended,
      removed: inPass.removed + removed,
      failed: inPass.failed + failed,
    },
  };
};

const whyOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");

const eachOf = async <One, Done>(
  list: readonly One[],
  work: (one: One) => Promise<Done>,
): Promise<readonly Done[]> => {
  const done: Done[] = [];
  for (let from = 0; from < list.length; from += atOnce)
    done.push(...(await Promise.all(list.slice(from, from + atOnce).map(work))));
  return done;
};
