import { createHmac, randomUUID } from "node:crypto";
import { sign as signAcuity } from "#adapters/acuity/sample";
import { sign as signCalcom } from "#adapters/calcom/sample";
import { sign as signSquare } from "#adapters/square/sample";
import {
  calendlyWebhook,
  type SandboxFile,
  signedForm,
  type Webhook,
} from "#local/outside-program";

/** A provider whose webhooks are JSON, sent as they stand in a file. */
export type JsonProvider = "calendly" | "calcom" | "acuity" | "square" | "stripe";

/** Signs exactly this text as the provider would, by the clock on the wall. */
export const signedJson = (
  sandbox: SandboxFile,
  provider: JsonProvider,
  { body, nowMs }: { readonly body: string; readonly nowMs: number },
): Webhook => {
  if (provider === "calendly") return calendlyWebhook(sandbox, body, nowMs);
  const { url, signingSecret: secret } = sandbox.endpoints[provider];
  const headers = {
    calcom: () => signCalcom(body, secret),
    acuity: () => signAcuity(body, secret),
    square: () => signSquare(body, secret, url),
    stripe: () => signStripe(body, secret, Math.floor(nowMs / 1000)),
  }[provider]();
  return { url, body, headers: { "content-type": contentType(provider), ...headers } };
};

/** Acuity posts forms. */
const contentType = (provider: JsonProvider): string =>
  provider === "acuity" ? "application/x-www-form-urlencoded" : "application/json";

const signStripe = (body: string, secret: string, t: number) => ({
  "stripe-signature": `t=${t},v1=${createHmac("sha256", secret).update(`${t}.${body}`).digest("hex")}`,
});

/** The carrier's word on a text. */
export const statusWebhook = (
  { endpoints: { twilio } }: SandboxFile,
  {
    sid,
    status,
    error,
  }: { readonly sid: string; readonly status: string; readonly error?: string },
): Webhook =>
  signedForm(twilio.statusUrl, twilio.authToken, {
    AccountSid: twilio.accountSid,
    ...(error !== undefined && { ErrorCode: error }),
    MessageSid: sid,
    MessageStatus: status,
  });

/** By bank: `pending` first, then `succeeded` or `failed`. */
export const paymentEvents = [
  "paid",
  "pending",
  "succeeded",
  "failed",
  "refunded",
  "disputed",
] as const;

type PaymentWord = {
  readonly what: (typeof paymentEvents)[number];
  /** Of the link, as the timeline of the visit tells it. */
  readonly execution: string;
  readonly payment: string;
  readonly amountMinor: number;
  /** Given back in all, where something is. */
  readonly refundedMinor: number;
  readonly currency: string;
};

/** What Stripe says of a payment: made, on its way, come or not, given back, or asked back by the bank. */
export const paymentEvent = ({ tenant }: SandboxFile, word: PaymentWord): string => {
  const { execution, payment, currency } = word;
  const id = randomUUID().replaceAll("-", "");
  const metadata = { aro_tenant: tenant, aro_execution: execution };
  const { type, object } = said(word, { id, metadata });
  const paid = { payment_intent: payment, currency: currency.toLowerCase() };
  const data = { object: { ...object, ...paid } };
  return JSON.stringify({ id: `evt_${id}`, object: "event", type, livemode: false, data });
};

type Said = { readonly type: string; readonly object: object };

const said = (
  { what, amountMinor: amount, refundedMinor }: PaymentWord,
  { id, metadata }: { readonly id: string; readonly metadata: object },
): Said => {
  const session = (type: string, payment_status: "paid" | "unpaid"): Said => ({
    type: `checkout.session.${type}`,
    object: { id: `cs_test_${id}`, amount_total: amount, payment_status, metadata },
  });
  switch (what) {
    case "paid":
      return session("completed", "paid");
    case "pending":
      return session("completed", "unpaid");
    case "succeeded":
      return session("async_payment_succeeded", "paid");
    case "failed":
      return session("async_payment_failed", "unpaid");
    case "refunded": {
      const object = { id: `ch_${id}`, amount, amount_refunded: refundedMinor, metadata };
      return { type: "charge.refunded", object };
    }
    case "disputed":
      return {
        type: "charge.dispute.created",
        object: { id: `du_${id}`, amount, status: "needs_response" },
      };
  }
};
