import type { App } from "#core/app/app";
import { stateAfter } from "#core/app/handle-command";
import type { Day } from "#core/app/streams-of-day";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import { type Fate, type Fault, fatesIn, faultOf } from "#core/conservation/count";
import type { StreamName, TenantId } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import type { PlannedTextRow } from "#core/views/planned-text-row";

/** What lies in the commits themselves: a newer program has written them, or one is missing. All else passes. */
const ofTheStream: ReadonlySet<string> = new Set(["event_unknown", "StreamIncomplete"]);
/** What cannot be read a day later is not read by waiting. */
const unreadableAfterMs = 24 * 3_600_000;

type Stream = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly day: Day;
  readonly rows: readonly PlannedTextRow[];
};

/**
 * What has become of the texts that a stream planned on that day, held against what the lists say of them (`rows`). What is
 * wrong is logged. Throws where the stream cannot be read, and the day is not long over.
 */
export const countStream = async (
  app: App,
  { tenant, stream, day, rows }: Stream,
): Promise<{ readonly fates: readonly Fate[]; readonly faults: number }> => {
  const read = await readOrNull(app, tenant, stream, day);
  if (read === null) {
    complain(app, { tenant, stream, why: "unreadable" });
    return { fates: [], faults: 1 };
  }
  const { commits, state } = read;
  const fates = fatesIn(commits, day.from, day.to);
  const told = new Map(rows.map((row) => [row.id, row]));
  let faults = 0;
  for (const fate of fates) {
    const { execution } = fate;
    const row = told.get(execution) ?? null;
    told.delete(execution);
    const fault = faultOf(fate, { state, row, now: app.clock.now() });
    if (fault === null) continue;
    complain(app, { tenant, stream, execution, why: fault });
    faults += 1;
  }
  // Its lists know of texts that it does not know itself.
  for (const execution of told.keys())
    complain(app, { tenant, stream, execution, why: "listed_differently" });
  return { fates, faults: faults + told.size };
};

/** `null` where nobody can read them, which must not keep the day's other texts from being counted for ever. */
const readOrNull = async (app: App, tenant: TenantId, ...[stream, { to }]: [StreamName, Day]) => {
  try {
    const { commits } = await app.store.readFacts(tenant, stream);
    return { commits, state: stateAfter(appointmentStreamDecider, commits) };
  } catch (error) {
    const why = error instanceof Error ? error.name : "";
    if (!ofTheStream.has(why) || app.clock.now() < plusMs(to, unreadableAfterMs)) throw error;
    return null;
  }
};

/** Says of a text, or of all texts of a stream that cannot be read, that nobody can tell where they are. */
export const complain = (
  { log, metrics }: Pick<App, "log" | "metrics">,
  text: { tenant: TenantId; stream?: StreamName; execution?: string; why: Fault },
): void => {
  log.error("messages.unaccounted", text);
  metrics.count("messages.unaccounted", { why: text.why });
};
