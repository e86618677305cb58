import type { DisputeStage, Money, PaymentEvent } from "#core/payment/events";
import type { ExecutionId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

/** `reported`: somebody spoke of a refund or a dispute of it, and the payment itself was not heard of yet. */
export type Payment = {
  readonly status: "reported" | "pending" | "paid" | "failed";
  readonly amount: Money;
  readonly refundedMinor: number;
  readonly disputes: Readonly<Record<string, DisputeStage>>;
};

export type Deposit = {
  /** What was asked, and where it can be paid; `null` where a payment was heard of before its link. */
  readonly asked: (Money & { readonly link: string; readonly url: string }) | null;
  readonly payments: Readonly<Record<string, Payment>>;
  /** When it was first paid. */
  readonly paidAt: Instant | null;
};

export type Deposits = Readonly<Record<ExecutionId, Deposit>>;

export const noDeposits: Deposits = {};

const noDeposit: Deposit = { asked: null, payments: {}, paidAt: null };

export const depositOf = (deposits: Deposits, execution: ExecutionId): Deposit =>
  deposits[execution] ?? noDeposit;

/** The money is there, all of it or a part. */
export const isHeld = ({ status, amount, refundedMinor }: Payment): boolean =>
  status === "paid" && refundedMinor < amount.amountMinor;

/** What was asked, to the cent. Before anybody knows what was asked, whatever is paid is taken for it. */
export const isAsFor = ({ asked }: Deposit, { amount }: Payment): boolean =>
  asked === null ||
  (amount.amountMinor === asked.amountMinor && amount.currency === asked.currency);

/** `other_amount`: money is there, and it is not what was asked; a person compares. */
export type DepositStanding = "asked" | "pending" | "paid" | "other_amount" | "failed" | "refunded";

/**
 * Where a deposit stands, as one word. A second payment does not make it more than paid, and another amount than
 * was asked does not make it paid; what was given back of it all is as if it had never come.
 */
export const depositStanding = (deposit: Deposit): DepositStanding => {
  const all = Object.values(deposit.payments);
  const payments = all.filter((payment) => payment.status !== "paid" || isAsFor(deposit, payment));
  if (payments.some(isHeld)) return "paid";
  if (payments.some(({ status }) => status === "paid")) return "refunded";
  if (payments.some(({ status }) => status === "pending")) return "pending";
  if (all.some(isHeld)) return "other_amount";
  return payments.some(({ status }) => status === "failed") ? "failed" : "asked";
};

export const evolveDeposits = (deposits: Deposits, event: PaymentEvent, at: Instant): Deposits => {
  const deposit = depositOf(deposits, event.execution);
  return { ...deposits, [event.execution]: evolveDeposit(deposit, event, at) };
};

const evolveDeposit = (deposit: Deposit, event: PaymentEvent, at: Instant): Deposit => {
  if (event.type === "payment.link_created") {
    const { link, url, amountMinor, currency } = event;
    return { ...deposit, asked: { link, url, amountMinor, currency } };
  }
  const payment = evolvePayment(deposit.payments[event.payment], event);
  const paidAt = event.type === "payment.paid" ? (deposit.paidAt ?? at) : deposit.paidAt;
  return { ...deposit, paidAt, payments: { ...deposit.payments, [event.payment]: payment } };
};

type OfPayment = Exclude<PaymentEvent, { type: "payment.link_created" }>;

/** A payment before anything is heard of it. */
export const unheard: Payment = {
  status: "reported",
  amount: { amountMinor: 0, currency: "" },
  refundedMinor: 0,
  disputes: {},
};

const evolvePayment = (before: Payment | undefined, event: OfPayment): Payment => {
  const payment = before ?? unheard;
  switch (event.type) {
    case "payment.pending":
      return { ...payment, status: "pending", amount: moneyOf(event) };
    case "payment.paid":
    case "payment.paid_otherwise":
      return { ...payment, status: "paid", amount: moneyOf(event) };
    case "payment.failed":
      return { ...payment, status: "failed" };
    case "payment.refunded":
      return { ...payment, amount: moneyOf(event), refundedMinor: event.refundedMinor };
    case "payment.disputed":
      return { ...payment, disputes: { ...payment.disputes, [event.dispute]: event.stage } };
  }
};

const moneyOf = ({ amountMinor, currency }: Money): Money => ({ amountMinor, currency });
