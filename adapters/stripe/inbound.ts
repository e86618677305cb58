import type * as z from "zod";
import * as wire from "#adapters/stripe/wire";
import type { Json } from "#core/kernel/canonical";
import { ok, type Result, refuse } from "#core/kernel/result";
import { fromEpochMs } from "#core/kernel/time";
import type { PaymentNews } from "#core/payment/commands";
import type { DisputeStage } from "#core/payment/events";

type PayloadInvalid = {
  readonly code: "payload_invalid";
  /** The first place that is not as documented; never what stands there. */
  readonly details: { readonly path: string };
};

/** What an event says. `ignored` is acknowledged like the rest, and counted under its name. */
export type PaymentDelivery = {
  /** Stripe's own id of the event: the same in every delivery of it. */
  readonly eventId: string;
  readonly news:
    | {
        readonly kind: "ignored";
        readonly why: "unsupported_event" | "other_mode" | "connected_account" | "not_ours";
      }
    /** `execution: null`: the event does not say whose payment it is; the payment itself does. */
    | { readonly kind: "payment"; readonly execution: string | null; readonly note: PaymentNews };
};

type Ours = {
  readonly tenant: string;
  /** Whether this installation moves real money; what the other mode tells is not about it. */
  readonly isLive: boolean;
};

/** Translates a verified event into what happened to a deposit. */
export const translate = (body: Json, ours: Ours): Result<PaymentDelivery, PayloadInvalid> => {
  const outer = wire.event.safeParse(body);
  if (!outer.success) return invalid(outer.error);
  const { id: eventId, type, livemode, account, data } = outer.data;

  const ignored = (why: Extract<PaymentDelivery["news"], { kind: "ignored" }>["why"]) =>
    ok<PaymentDelivery>({ eventId, news: { kind: "ignored", why } });
  const read = readers.get(type);
  if (read === undefined) return ignored("unsupported_event");
  if (livemode !== ours.isLive) return ignored("other_mode");
  if ((account ?? "") !== "") return ignored("connected_account");

  const told = read(data.object, ours.tenant);
  if (!told.ok) return told;
  if (told.value === null) return ignored("not_ours");
  return ok({ eventId, news: { kind: "payment", ...told.value } });
};

type Told = { readonly execution: string | null; readonly note: PaymentNews } | null;
type Reader = (object: unknown, tenant: string) => Result<Told, PayloadInvalid>;

/** Reads an object of one shape that bears our ids; `null` where it bears none, whatever else it holds. */
const ourOwn =
  <T extends { readonly metadata: wire.Metadata }>(
    shape: z.ZodType<T>,
    noteOf: (object: T) => PaymentNews | null,
  ): Reader =>
  (object, tenant) => {
    const bearing = wire.paymentIntent.safeParse(object);
    const execution = bearing.success ? wire.executionIn(bearing.data.metadata, tenant) : null;
    if (execution === null) return ok(null);
    const read = shape.safeParse(object);
    if (!read.success) return invalid(read.error, "data", "object");
    const note = noteOf(read.data);
    return ok(note === null ? null : { execution, note });
  };

type Session = z.infer<typeof wire.checkoutSession>;

const sessionNote = (what: "paid" | "pending", session: Session): PaymentNews => ({
  what,
  payment: paymentOf(session),
  amountMinor: session.amount_total,
  currency: session.currency,
});

/** A session that cost nothing has no payment; it stands for itself. */
const paymentOf = ({ payment_intent, id }: Session): string => payment_intent ?? id;

/** Source: https://docs.stripe.com/checkout/fulfillment */
const isPaid = ({ payment_status }: Session): boolean =>
  payment_status === "paid" || payment_status === "no_payment_required";

const refundNote = (charge: z.infer<typeof wire.charge>): PaymentNews => ({
  what: "refunded",
  payment: charge.payment_intent ?? charge.id,
  refundedMinor: charge.amount_refunded,
  amountMinor: charge.amount,
  currency: charge.currency,
});

/** A status that is new to us counts as what the event itself says: begun, or over. */
const disputeTold =
  (otherwise: DisputeStage): Reader =>
  (object) => {
    const read = wire.dispute.safeParse(object);
    if (!read.success) return invalid(read.error, "data", "object");
    const { id, payment_intent, amount, currency, status, evidence_details } = read.data;
    if (payment_intent === null) return ok(null); // No link of ours pays without one.
    const stage = stages.get(status) ?? otherwise;
    const dueBy = stage === "opened" ? (evidence_details?.due_by ?? null) : null;
    const note = {
      what: "disputed",
      payment: payment_intent,
      dispute: id,
      stage,
      answerBy: dueBy === null ? null : fromEpochMs(dueBy * 1000),
      amountMinor: amount,
      currency,
    } as const;
    return ok({ execution: null, note });
  };

/** Source: https://docs.stripe.com/api/disputes/object#dispute_object-status */
const stages: ReadonlyMap<string, DisputeStage> = new Map([
  ["won", "won"],
  ["lost", "lost"],
  ["warning_closed", "withdrawn"],
  ["prevented", "withdrawn"],
]);

const session = wire.checkoutSession;

const readers: ReadonlyMap<string, Reader> = new Map([
  [
    "checkout.session.completed",
    ourOwn(session, (one) => sessionNote(isPaid(one) ? "paid" : "pending", one)),
  ],
  ["checkout.session.async_payment_succeeded", ourOwn(session, (one) => sessionNote("paid", one))],
  [
    "checkout.session.async_payment_failed",
    ourOwn(session, (one) => ({ what: "failed", payment: paymentOf(one) })),
  ],
  ["charge.refunded", ourOwn(wire.charge, refundNote)],
  ["charge.dispute.created", disputeTold("opened")],
  ["charge.dispute.closed", disputeTold("withdrawn")],
]);

const invalid = (error: z.ZodError, ...above: readonly string[]) => {
  const path = [...above, ...(error.issues[0]?.path ?? [])].join(".");
  return refuse<PayloadInvalid>({
    code: "payload_invalid",
    details: { path: path === "" ? "body" : path },
  });
};
