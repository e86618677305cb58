import { eventsIn, type Held, type VisitModel } from "#test/simulation/checks/model";
import type { About } from "#test/simulation/checks/texts";

type Told = Readonly<Record<string, unknown>> & { readonly type: string };
type Before = Pick<VisitModel, "status" | "elsewhere">;

const unheard: Held = { amount: 0, refunded: 0, isDeposit: false, isHere: false };

/** What a visit knows of its money, and whether whatever should not be there is asked of a person at once. */
export const watchMoney = (about: Omit<About, "seen">, before: Before): void => {
  const { visit, plain } = about;
  const events = eventsIn(plain);
  for (const event of events) {
    fold(visit, event);
    checks[event.type]?.(about, before, event);
  }
  checkClosing(about, events);
};

type Check = (about: Omit<About, "seen">, before: Before, event: Told) => void;

const checks: Readonly<Record<string, Check>> = {
  "payment.link_created": ({ visit }) => {
    visit.linksMade += 1;
  },
  "payment.paid": checkPaid,
  "payment.paid_otherwise": checkPaid,
  "payment.disputed": (about, _, event) => {
    if (event["stage"] === "opened") checkAsked(about, "answer-dispute", event);
  },
  "execution.requested": (about, _, event) => {
    if (event["tool"] === "payment.link") checkWanted(about, event);
  },
};

const fold = ({ money }: VisitModel, event: Told): void => {
  const payment = event["payment"] as string;
  const known = money.get(payment) ?? unheard;
  const amount = event["amountMinor"] as number;
  if (event.type === "payment.paid" || event.type === "payment.paid_otherwise")
    money.set(payment, {
      ...known,
      amount,
      isDeposit: event.type === "payment.paid",
      isHere: true,
    });
  if (event.type === "payment.refunded")
    money.set(payment, { ...known, amount, refunded: event["refundedMinor"] as number });
};

const isHeld = ({ isHere, refunded, amount }: Held): boolean => isHere && refunded < amount;

const depositsIn = ({ money }: VisitModel): number =>
  [...money.values()].filter((one) => one.isDeposit && isHeld(one)).length;

function checkPaid(about: Omit<About, "seen">, before: Before, event: Told): void {
  const { universe, visit, plain } = about;
  const own = visit.money.get(event["payment"] as string) ?? unheard;
  if (!isHeld(own)) return; // It went back before anybody heard that it had come.
  const kind = whyNotToBeKept(visit, before, own);
  if (kind !== null) return checkAsked(about, kind, event);
  if (before.status !== "booked") return;
  const isConfirmed = eventsIn(plain).some(({ type }) => type === "appointment.confirmed");
  universe.world.check("M1", isConfirmed, () => `${visit.stream} is paid for, and not confirmed`);
}

const whyNotToBeKept = (visit: VisitModel, before: Before, own: Held): string | null => {
  if (before.elsewhere) return "deposit-of-moved-visit";
  if (before.status === "cancelled") return "refund-after-cancellation";
  if (depositsIn(visit) > (own.isDeposit ? 1 : 0)) return "refund-second-payment";
  return own.isDeposit ? null : "check-deposit-amount";
};

const checkAsked = (
  { universe, visit, plain }: Omit<About, "seen">,
  kind: string,
  { type }: Told,
): void => {
  const isAsked = eventsIn(plain).some(
    (event) => event.type === "task.opened" && event["kind"] === kind,
  );
  universe.world.check("M1", isAsked, () => `${type} in ${visit.stream}: nobody has "${kind}"`);
};

/** Who has paid is not asked again, whenever the visit is by now. */
const checkWanted = ({ universe, visit }: Omit<About, "seen">, event: Told): void =>
  universe.world.check(
    "M1",
    depositsIn(visit) === 0,
    () => `${String(event["execution"])} asks once more for what is paid`,
  );

const closing: ReadonlySet<string> = new Set([
  "payment.paid",
  "appointment.rescheduled",
  "appointment.moved_away",
  "appointment.continued",
  "appointment.cancelled",
  "appointment.no_show",
  "appointment.started",
  "appointment.customer_erased",
]);

/** With whatever makes a link useless somebody begins to close it. */
const checkClosing = ({ universe, visit }: Omit<About, "seen">, events: readonly Told[]): void => {
  const { linksMade, pausedRuns, blockedRuns, executions } = visit;
  if (linksMade === 0 || pausedRuns.size + blockedRuns.size > 0) return;
  if (!events.some(({ type }) => closing.has(type))) return;
  const begun = [...executions.values()].filter(({ tool }) => tool === "payment.close").length;
  universe.world.check(
    "M1",
    begun >= linksMade,
    () => `${visit.stream} has had ${linksMade} links, and ${begun} are being closed`,
  );
};
