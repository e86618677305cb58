import type { App } from "#core/app/app";
import type { PaymentIntent } from "#core/execution/events";
import type { SendingPayment } from "#core/execution/sending";
import type { ExecutionId, TenantId } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import type { LookUp, SendOutcome } from "#core/ports/messenger";
import type { CloseOutcome, LinkOutcome, PaymentLink } from "#core/ports/payments";

type Job = { readonly tenant: TenantId; readonly execution: ExecutionId };

type Asked<Outcome> = { readonly outcome: Outcome; readonly link?: PaymentLink };

/** The payment service knows a key again for at least 24 hours; an hour of it is kept in hand. */
const sameKeyMs = 23 * 3_600_000;

/** Asks the payment service for what was intended. A link is named by the execution, so it is never made twice. */
export const askPayments = async (
  app: App,
  job: Job,
  sending: SendingPayment,
): Promise<Asked<SendOutcome>> => {
  const { payment } = sending;
  if (payment.do === "open") return openedAs(await open(app, job, sending, payment));
  return { outcome: closedAs(payment.link, await app.payments.deactivate(payment.link)) };
};

/**
 * What may have been done already. Asking for the same link again within a day gives that same link; later, and
 * where the service refuses, it is looked for. Closing a link again does no harm.
 */
export const lookUpPayment = async (
  app: App,
  job: Job,
  sending: SendingPayment,
): Promise<Asked<LookUp>> => {
  const { payment, intendedAt, usefulUntil } = sending;
  if (payment.do === "close") {
    const closed = await app.payments.deactivate(payment.link);
    if (closed.kind === "closed") return { outcome: found(payment.link) };
    return { outcome: { kind: "unavailable", why: closed.why } };
  }
  const now = app.clock.now();
  if (now >= plusMs(intendedAt, sameKeyMs) || now >= usefulUntil) return search(app, job);
  const again = await open(app, job, sending, payment);
  if (again.kind === "created") return { outcome: found(again.link), link: linkIn(again) };
  if (again.kind === "rejected") return search(app, job);
  return { outcome: { kind: "unavailable", why: again.why } };
};

const open = (
  app: App,
  { tenant, execution }: Job,
  { usefulUntil }: SendingPayment,
  { amountMinor, currency, description }: Extract<PaymentIntent, { do: "open" }>,
): Promise<LinkOutcome> =>
  app.payments.createLink(
    { tenant, executionId: execution, amountMinor, currency, description, usefulUntil },
    app.clock.now(),
  );

const search = async (app: App, { tenant, execution }: Job): Promise<Asked<LookUp>> => {
  const seen = await app.payments.find(tenant, execution);
  return seen.kind === "found"
    ? { outcome: found(seen.link), link: linkIn(seen) }
    : { outcome: seen };
};

const openedAs = (outcome: LinkOutcome): Asked<SendOutcome> =>
  outcome.kind === "created" ? { outcome: sent(outcome.link), link: linkIn(outcome) } : { outcome };

const closedAs = (link: string, outcome: CloseOutcome): SendOutcome =>
  outcome.kind === "closed" ? sent(link) : outcome;

const linkIn = ({ link, url }: PaymentLink): PaymentLink => ({ link, url });

const sent = (sid: string) => ({ kind: "sent", sid, status: "accepted" }) as const;
const found = (sid: string) => ({ kind: "found", sid, status: "accepted" }) as const;
