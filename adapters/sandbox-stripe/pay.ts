import type { Link } from "#adapters/sandbox-stripe/links";
import type { Kept, StripeStore } from "#adapters/sandbox-stripe/store";
import { epochMs } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";

/** What somebody does on the payment page. `later`: paid by bank debit, which arrives in two days; `fail`: one that bounces. */
export type Choice = "pay" | "later" | "fail";

export type Till = { readonly store: StripeStore; readonly clock: Clock };

/** An open payment page: each visit of a link is a session of its own. `null` where the link cannot be paid (any more). */
export const openSession = ({ store, clock }: Till, link: Link): Kept | null => {
  if (!link.active || isUsedUp(store, link)) return null;
  const { amount, currency } = link.sandbox;
  return store.whole(() =>
    store.add("session", link.id, (id) => ({
      id,
      object: "checkout.session",
      amount_subtotal: amount,
      amount_total: amount,
      created: secondsOf(clock),
      currency,
      livemode: false,
      metadata: link.metadata, // Copied from the link, as the real one does.
      mode: "payment",
      payment_intent: null,
      payment_link: link.id,
      payment_method_types: ["card"],
      payment_status: "unpaid",
      status: "open",
      url: null,
    })),
  );
};

/**
 * Two pages that were opened before anybody has paid can both be paid: the worse of the two things that the
 * limit may mean, so the better one is never relied on.
 */
const isUsedUp = (store: StripeStore, { id, sandbox }: Link): boolean => {
  if (sandbox.limit === null) return false;
  const sessions = store.list("session", { parent: id, limit: 100 });
  return sessions.filter(({ status }) => status === "complete").length >= sandbox.limit;
};

const bankDaysMs = 2 * 24 * 3_600_000;

/** Pays an open session, and owes the webhooks of it. Answers the payment's id; `null` where it is not open. */
export const paySession = (till: Till, session: Kept, choice: Choice): string | null => {
  const { store } = till;
  if (session["status"] !== "open") return null;
  const link = store.get(String(session["payment_link"])) as Link | null;
  if (link === null) return null;

  return store.whole(() => {
    const intent = addIntent(till, link, choice);
    const isPaid = choice === "pay";
    const done = { ...session, status: "complete", payment_intent: intent.id };
    const completed = store.put({ ...done, payment_status: isPaid ? "paid" : "unpaid" });
    owe(till, "checkout.session.completed", completed, 0);
    if (isPaid) addCharge(till, intent);
    if (choice === "later") {
      const paid = { ...completed, payment_status: "paid" };
      owe(till, "checkout.session.async_payment_succeeded", paid, bankDaysMs);
    }
    if (choice === "fail") owe(till, "checkout.session.async_payment_failed", completed, 1000);
    return intent.id;
  });
};

const addIntent = ({ store, clock }: Till, link: Link, choice: Choice): Kept =>
  store.add("payment_intent", link.id, (id) => ({
    id,
    object: "payment_intent",
    amount: link.sandbox.amount,
    created: secondsOf(clock),
    currency: link.sandbox.currency,
    livemode: false,
    metadata: link.sandbox.paymentMetadata,
    status: choice === "pay" ? "succeeded" : "processing",
  }));

const addCharge = ({ store, clock }: Till, intent: Kept): Kept =>
  store.add("charge", intent.id, (id) => ({
    id,
    object: "charge",
    amount: intent["amount"],
    amount_refunded: 0,
    created: secondsOf(clock),
    currency: intent["currency"],
    disputed: false,
    livemode: false,
    metadata: intent["metadata"],
    payment_intent: intent.id,
    refunded: false,
  }));

/** The clinic gives money back in its dashboard; all that is left of it where nothing is said. `null`: there is none. */
export const refund = (till: Till, payment: string, amount: number | null): Kept | null => {
  const { store } = till;
  const charge = chargeOf(till, payment);
  if (charge === null) return null;
  const [paid, before] = [Number(charge["amount"]), Number(charge["amount_refunded"])];
  const back = Math.min(amount ?? paid, paid - before);
  if (back <= 0) return null;
  return store.whole(() => {
    const after = { amount_refunded: before + back, refunded: before + back === paid };
    const changed = store.put({ ...charge, ...after });
    owe(till, "charge.refunded", changed, 0);
    return changed;
  });
};

const answerWithinS = 7 * 24 * 3600;

/** The customer asks their bank for the money. Answers the dispute's id. */
export const openDispute = (till: Till, payment: string): string | null => {
  const { store, clock } = till;
  const charge = chargeOf(till, payment);
  if (charge === null) return null;
  return store.whole(() => {
    const dispute = store.add("dispute", charge.id, (id) => ({
      id,
      object: "dispute",
      amount: charge["amount"],
      charge: charge.id,
      created: secondsOf(clock),
      currency: charge["currency"],
      evidence_details: { due_by: secondsOf(clock) + answerWithinS, has_evidence: false },
      livemode: false,
      metadata: {}, // Nothing of ours comes with a dispute.
      payment_intent: payment,
      reason: "fraudulent",
      status: "needs_response",
    }));
    owe(till, "charge.dispute.created", dispute, 0);
    return dispute.id;
  });
};

export const closeDispute = (till: Till, id: string, status: "won" | "lost"): void => {
  const { store } = till;
  const dispute = store.get(id);
  if (dispute?.object !== "dispute" || dispute["status"] !== "needs_response") return;
  store.whole(() => owe(till, "charge.dispute.closed", store.put({ ...dispute, status }), 0));
};

const chargeOf = ({ store }: Till, payment: string): Kept | null =>
  store.list("charge", { parent: payment, limit: 1 })[0] ?? null;

/** Keeps an event as it will be sent, however often: only its signature is made anew each time. */
const owe = ({ store, clock }: Till, type: string, object: Kept, afterMs: number): void => {
  const dueMs = epochMs(clock.now()) + afterMs;
  const event = store.add("event", object.id, (id) => ({
    id,
    object: "event",
    api_version: "2026-10-28.endive",
    created: Math.floor(dueMs / 1000),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  }));
  store.owe(JSON.stringify(event, null, 2), dueMs);
};

const secondsOf = (clock: Clock): number => Math.floor(epochMs(clock.now()) / 1000);
