import type { App } from "#core/app/app";
import { faultsFrom, type FoundFault } from "#core/kernel/chain";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { StoredLog, StoredPiece } from "#core/ports/stored-log";

/** Who checks needs to open nothing: the chain is over the sealed commits. */
export type CheckDeps = Pick<App, "cursors" | "log" | "metrics"> & {
  readonly storedLog: StoredLog;
};

const reader = "chains";
/** A second of work or two; a check that is cut short goes on behind what it has done. */
const slice = 1_000;

/**
 * Whether the commits that have come since the last check are what was written: each hash is recomputed, and each
 * `prev` held against the commit before it in its stream. Each fault is told once, by its place.
 *
 * `chain.faults` is written when there are some, and as 0 by a check that came to its end and found none: an alarm
 * rings for the one, and for the want of the other.
 */
export const checkChains = async (
  { cursors, log, metrics, storedLog }: CheckDeps,
  tenant: TenantId,
): Promise<{ readonly commits: number; readonly faults: number }> => {
  let position = await cursors.position(tenant, reader);
  let [commits, faults] = [0, 0];
  for (;;) {
    const { position: reached, pieces } = await storedLog.after(tenant, position, slice);
    if (reached <= position) break;
    const found = faultsIn(pieces);
    for (const fault of found) log.error("chain.fault", { tenant, ...fault });
    if (found.length > 0) metrics.count("chain.faults", {}, found.length);
    faults += found.length;
    commits += pieces.reduce((sum, piece) => sum + piece.commits.length, 0);
    position = reached;
    // In this order: whoever dies before it is told must find it again.
    await cursors.advance(tenant, reader, position);
  }
  if (faults === 0) {
    metrics.count("chain.faults", {}, 0);
    log.info("chain.verified", { tenant, commits });
  }
  return { commits, faults };
};

type Fault = FoundFault & { readonly stream: StreamName };

/** A commit that ends one piece may be the one before another: it is told once. */
const faultsIn = (pieces: readonly StoredPiece[]): readonly Fault[] => {
  const faults = new Map<string, Fault>();
  for (const { stream, from, before, commits } of pieces)
    for (const fault of faultsFrom(from, before, commits)) {
      const place = `${stream} ${fault.version}`;
      if (!faults.has(place)) faults.set(place, { stream, ...fault });
    }
  return [...faults.values()];
};
