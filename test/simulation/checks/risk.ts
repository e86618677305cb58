import type { CustomerModel, Weight } from "#test/simulation/checks/model";
import type { Universe } from "#test/simulation/universe";

type Told = Readonly<Record<string, unknown>> & { readonly type: string };

/** With the very commit that notes a visit their score is what all their visits say, by the formula as people know it. */
export const checkRisk = (
  { world }: Universe,
  model: CustomerModel,
  events: readonly Told[],
): void => {
  for (const event of events)
    if (event.type === "customer.risk_assessed") model.risk = event["score"] as number;
  if (!events.some(({ type }) => type === "customer.appointment_noted")) return;
  const score = scoreOf(model);
  world.check("K1", model.risk === score, () => `a risk is ${model.risk}, and should be ${score}`);
};

const scoreOf = ({ visits }: CustomerModel): number => {
  const all = [...visits.values()].map(({ status, standing }) => ({ ...standing, status }));
  const own = all.filter(({ counts }) => counts !== false);
  const said = own.filter(({ confirmed, status }) => confirmed ?? status === "confirmed").length;
  const silent = own.filter(isSilent).length;
  const missed = own.filter(({ status }) => status === "no_show").length;
  const moved = all.reduce((sum, { reschedules = 0 }) => sum + reschedules, 0);
  const points =
    Math.min(20 * missed, 40) +
    (30 * silent) / Math.max(1, said + silent) +
    (own.length === 0 ? 0 : (20 * moved) / own.length) +
    (own.some(({ pastDue }) => pastDue === true) ? 10 : 0);
  // Thirds and sixths of a point are none that a half could hide behind.
  return Math.min(100, Math.floor(points + 0.5 + 1e-9));
};

/** Asked, and not answered when the visit had come. */
const isSilent = ({ asked, confirmed, status }: Partial<Weight> & { status: string }): boolean =>
  asked === true && confirmed !== true && ["in_progress", "completed", "no_show"].includes(status);
