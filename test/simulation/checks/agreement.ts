import { aliasDecider, aliasStream } from "#core/alias/decide";
import { stateAfter } from "#core/app/handle-command";
import { appointmentIdOf } from "#core/appointment/booking";
import { intakeStream } from "#core/intake/decide";
import { appointmentStream } from "#core/kernel/ids";
import { fromEpochMs } from "#core/kernel/time";
import { createCalendly } from "#adapters/calendly/booking-system";
import type { VisitModel } from "#test/simulation/checks/model";
import type { Visit } from "#test/simulation/providers";
import type { Stage } from "#test/simulation/run";

/** What booking systems know and what we know is the same, or a person has been told that it is not. */
export const checkVisits = async (stage: Stage): Promise<void> => {
  const { world } = stage.universe;
  for (const visit of stage.bookings.visits) {
    if (visit.isOperated || isBegunUntold(stage, visit) || (await isRefused(stage, visit)))
      continue;
    const own = ownOf(stage, visit);
    const live = own.filter((one) => counts(one, visit));
    const what = (): string => {
      const told = own.map(({ status, start, elsewhere }) => `${status} ${start} ${elsewhere}`);
      return `${visit.refs.join(" → ")} is ${visit.status} at ${fromEpochMs(visit.startMs)}; we have ${told.join(", ")}`;
    };
    world.check("L7", agrees(visit, live), what);
  }
};

/** What no webhook told had to be found in a list, if it was still to come when the world had healed. */
const isBegunUntold = ({ universe: { world } }: Stage, { isOwed, startMs }: Visit): boolean =>
  isOwed && startMs < world.nowMs() - world.sinceHealedMs() + timeToAskMs;

/** For the first list of all, and for whoever was busy then. */
const timeToAskMs = 12 * 3_600_000;

const agrees = ({ status, startMs }: Visit, live: readonly VisitModel[]): boolean => {
  if (status === "cancelled") return live.length === 0;
  const [one] = live;
  if (one === undefined || live.length > 1 || one.start !== fromEpochMs(startMs)) return false;
  return status !== "no_show" || one.status === "no_show";
};

const counts = (one: VisitModel, visit: Visit): boolean =>
  !one.elsewhere && isLive(one.status) && !isOvertaken(one, visit);

const isLive = (status: string): boolean =>
  ["booked", "confirmed", "in_progress", "completed", "no_show"].includes(status);

/** We may hear of a move after the old time has come: then that visit was over for us, and the new one begins anew. */
const isOvertaken = ({ status, start }: VisitModel, { startMs }: Visit): boolean =>
  (status === "completed" || status === "in_progress") && start !== fromEpochMs(startMs);

/** Every appointment that any name of the visit has ever led to. */
const ownOf = ({ universe, seen }: Stage, visit: Visit): readonly VisitModel[] => {
  const tenant = visit.tenant.id;
  const ids = visit.refs.flatMap((ref) => {
    const reference = { provider: visit.system, ref };
    const sealed = universe.store.streamOf(tenant, aliasStream(reference))?.sealed ?? [];
    const { appointment } = stateAfter(aliasDecider, sealed);
    const own = appointmentIdOf(reference);
    return appointment === null ? [own] : [own, appointment];
  });
  return [...new Set(ids)].flatMap(
    (id) => seen.visits.get(`${tenant} ${appointmentStream(id)}`) ?? [],
  );
};

const calendly = createCalendly({
  fetch: () => Promise.reject(new Error("Cannot reach Calendly")),
  baseUrl: "https://api.calendly.com",
  timeoutMs: 1,
});

/** Refused bookings stand in streams of their own, with a task each. */
const isRefused = async ({ universe }: Stage, visit: Visit): Promise<boolean> => {
  if (visit.isRefused) return true;
  const now = fromEpochMs(universe.world.nowMs());
  for (const key of squareKeys(visit))
    if (universe.store.streamOf(visit.tenant.id, intakeStream("square", key))) return true;
  for (const body of visit.bodies) {
    const read = await calendly.read(Buffer.from(body), { secrets: [], access: {}, now });
    if (!read.ok) continue;
    for (const { deliveryKey } of read.value)
      if (universe.store.streamOf(visit.tenant.id, intakeStream("calendly", deliveryKey)))
        return true;
  }
  return false;
};

/** By its webhook or by a list, with the stamp of the customer's record where that was asked for. */
const squareKeys = ({ system, refs, revision }: Visit): readonly string[] => {
  if (system !== "square") return [];
  const name = refs.at(-1) ?? "";
  return Array.from({ length: revision }, (_, index) => `${name} ${index + 1}`).flatMap((key) =>
    [key, `listed ${key}`].flatMap((one) => [one, `${one} 2026-03-02T14:59:57Z`]),
  );
};
