import type { PaymentEvent } from "#core/payment/events";
import { type Deposit, depositOf, isHeld, noDeposits } from "#core/payment/state";
import { disputeWords, spokenMoney } from "#core/views/payment-words";
import { type Scene, type Told, told } from "#core/views/timeline-entry";

type Tellers = {
  readonly [T in PaymentEvent["type"]]: (
    event: Extract<PaymentEvent, { type: T }>,
    scene: Scene,
  ) => Told | null;
};

/** What happened to the deposits of the visit. */
export const tellPayment: Tellers = {
  "payment.link_created": (event) =>
    told("payment", "neutral", `A link to pay ${spokenMoney(event)} was made`, {
      why: "a deposit is asked for this visit",
      ...ids(event),
    }),
  "payment.pending": (event) =>
    told("payment", "neutral", `A deposit of ${spokenMoney(event)} is on its way`, {
      why: "the customer chose a way of paying that takes some days",
      ...ids(event),
    }),
  "payment.paid": (event) =>
    told("payment", "good", `A deposit of ${spokenMoney(event)} was paid`, {
      why: "the payment service told us",
      ...ids(event),
    }),
  "payment.paid_otherwise": (event, { state }) => {
    const deposit = depositIn(state, event);
    const was = deposit.asked === null ? "another amount" : spokenMoney(deposit.asked);
    return told("payment", "warning", `${spokenMoney(event)} was paid, and ${was} was asked`, {
      why: `the payment service told us; ${openOf(deposit)}it does not confirm the visit: a person compares, and until then nobody is asked for more`,
      ...ids(event),
    });
  },
  "payment.failed": (event) =>
    told("payment", "warning", "The payment of the deposit failed", {
      why: "the customer’s bank did not hand the money over",
      ...ids(event),
    }),
  "payment.refunded": (event) => {
    const { currency, refundedMinor, amountMinor } = event;
    const back = spokenMoney({ amountMinor: refundedMinor, currency });
    return told("payment", "neutral", `${back} of ${spokenMoney(event)} given back in all`, {
      why: refundedMinor < amountMinor ? "a part of it was refunded" : "it was refunded",
      ...ids(event),
    });
  },
  "payment.disputed": (event) =>
    told("payment", disputeTone[event.stage], disputeWords[event.stage], {
      why: `the payment was ${spokenMoney(event)}`,
      ...ids(event),
    }),
};

const depositIn = ({ domain }: Scene["state"], { execution }: PaymentEvent): Deposit =>
  depositOf(domain.status === "none" ? noDeposits : domain.deposits, execution);

/** What all payments together leave of it, those in another currency left aside. */
const openOf = ({ asked, payments }: Deposit): string => {
  if (asked === null) return "";
  const held = Object.values(payments).filter(
    (payment) => isHeld(payment) && payment.amount.currency === asked.currency,
  );
  const amountMinor = held.reduce(
    (open, { amount, refundedMinor }) => open - (amount.amountMinor - refundedMinor),
    asked.amountMinor,
  );
  return amountMinor > 0 ? `${spokenMoney({ ...asked, amountMinor })} is still open, and ` : "";
};

const disputeTone = {
  opened: "bad",
  won: "good",
  lost: "bad",
  withdrawn: "neutral",
} as const;

const ids = ({ execution }: PaymentEvent) => ({ ids: { execution } });
