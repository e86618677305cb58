import { eventsIn, isFilter, type VisitModel } from "#test/simulation/checks/model";
import type { About } from "#test/simulation/checks/texts";

const aboutMoney: ReadonlySet<string> = new Set([
  "refund-second-payment",
  "refund-after-cancellation",
  "deposit-of-moved-visit",
  "check-deposit-amount",
  "answer-dispute",
  "deposit-link-open",
]);

/** These are told to the customer's own stream, or are the business's: one task for all their visits. */
const elsewhere: ReadonlySet<string> = new Set([
  "number_unreachable",
  "address_unreachable",
  "sender_misconfigured",
]);

/** The tasks of a visit that stood open before a commit. */
export const openBefore = ({ asked }: VisitModel): ReadonlyMap<string, Asked> => new Map(asked);

export type Asked = { readonly kind: string; readonly until: readonly string[] };

/** What a fact makes moot is closed with it; one of a kind is enough; and whatever failed before a visit is somebody's. */
export const checkTasks = (
  { universe, visit, plain }: Omit<About, "seen">,
  before: ReadonlyMap<string, Asked>,
): void => {
  const { world } = universe;
  const events = eventsIn(plain);
  const facts = new Set(events.map(({ type }) => type));
  for (const [task, { kind, until }] of before) {
    const isErased = facts.has("appointment.customer_erased") && !aboutMoney.has(kind);
    const isMoot = isErased || until.some((fact) => facts.has(fact));
    if (isMoot) world.check("W1", !visit.asked.has(task), () => `${kind} ${task} is moot`);
  }
  for (const { task, why } of events.filter(isMooted))
    world.check(
      "W1",
      facts.has(why as string),
      () => `${String(task)} is closed by ${String(why)}`,
    );
  checkKinds(universe, visit, events);
};

const checkKinds = (
  { world }: About["universe"],
  { asked, stream, status }: VisitModel,
  events: readonly Told[],
): void => {
  const kinds = [...asked.values()].map(({ kind }) => kind);
  const single = kinds.filter((kind) => !aboutMoney.has(kind));
  const isOnce = new Set(single).size === single.length;
  if (single.length > 1)
    world.check("W1", isOnce, () => `${stream} asks twice for one of ${single.join(", ")}`);
  if (!["booked", "confirmed"].includes(status)) return;
  const isAsked = kinds.some((kind) => failures.has(kind));
  for (const event of events.filter(isSomebodys))
    world.check(
      "L1",
      isAsked,
      () => `${String(event["execution"])} has failed, and nobody is asked`,
    );
};

type Told = Readonly<Record<string, unknown>>;

/** By a fact, that has to be in the same commit. */
const isMooted = ({ type, why }: Told): boolean =>
  type === "task.closed" && typeof why === "string" && /^(appointment|payment)\./.test(why);

const isSomebodys = (event: Told): boolean =>
  (event["type"] === "execution.failed" ||
    (event["type"] === "execution.delivery" && isFilter(event))) &&
  !elsewhere.has(event["why"] as string);

const failures: ReadonlySet<string> = new Set([
  "text-failed",
  "deposit-link-failed",
  "deposit-link-open",
]);
