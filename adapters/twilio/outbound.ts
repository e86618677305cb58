import {
  isForPhone,
  type PhoneAddress,
  type PhoneMessage,
  spelled,
} from "#adapters/twilio/address";
import { reasonFor } from "#adapters/twilio/errors";
import { type Exchange, exchange, type TwilioAccount } from "#adapters/twilio/exchange";
import { listed } from "#adapters/twilio/look-up";
import { deliveryStatus, errorBody, messageResource } from "#adapters/twilio/wire";
import type { ExecutionId, TenantId } from "#core/kernel/ids";
import { unreachable } from "#core/kernel/result";
import { epochMs, type Instant, msBetween } from "#core/kernel/time";
import { type Messenger, messengerMissing, type SendOutcome } from "#core/ports/messenger";

export type TwilioSettings = TwilioAccount & {
  /** A number in E.164, or the sid of a messaging service (`MG…`). */
  readonly from: string;
  /** The sender on WhatsApp, a number in E.164; `null` where there is none, and nothing can go there. */
  readonly whatsappFrom: string | null;
  /** Bears the execution id in its query: its callback settles a create whose reply was lost. */
  readonly statusCallbackUrl: (execution: ExecutionId, tenant: TenantId) => string;
};

/**
 * Texts over Twilio's REST API. One call of `send` is one request, whatever comes back: Twilio documents no
 * idempotency for creating a message, so whether to try again is never decided here.
 *
 * A text whose time is over is refused without a request: Twilio's shortest validity is one second.
 *
 * Source: https://www.twilio.com/docs/messaging/api/message-resource
 */
export const createTwilioMessenger = (settings: TwilioSettings): Messenger => ({
  send: async (message, now) => {
    const sender = isForPhone(message) ? senderTo(settings, message.to) : null;
    if (!isForPhone(message) || sender === null)
      return { kind: "rejected", why: messengerMissing, providerCode: null };

    const secondsLeft = Math.floor(msBetween(now, message.usefulUntil) / 1000);
    if (secondsLeft < 1) return { kind: "rejected", why: "no_longer_useful", providerCode: null };

    const url = `${settings.baseUrl}/2010-04-01/Accounts/${settings.accountSid}/Messages.json`;
    const form = formOf(message, {
      ...sender,
      StatusCallback: settings.statusCallbackUrl(message.executionId, message.tenant),
      // Without it a text that queued up may go out as much as ten hours late.
      ValidityPeriod: String(Math.min(secondsLeft, longestValiditySeconds)),
    });
    return outcomeOf(await exchange(settings, url, form), now);
  },
  find: async (message, since, others = []) =>
    isForPhone(message)
      ? listed({ ...settings, from: fromOf(settings, message.to) ?? "" }, message, {
          since,
          others,
        })
      : { kind: "unavailable", why: messengerMissing },
});

const longestValiditySeconds = 36_000;

type Fields = Readonly<Record<string, string>>;

const formOf = ({ to, body }: PhoneMessage, fields: Fields): URLSearchParams =>
  new URLSearchParams({ To: spelled(to), ...fields, ...contentOf(to, body) });

/** An approved template has one gap, `{{1}}`, for our words. */
const contentOf = (to: PhoneAddress, body: string): Fields =>
  to.kind === "whatsapp" && to.template !== null
    ? { ContentSid: to.template, ContentVariables: JSON.stringify({ 1: body }) }
    : { Body: body };

const senderTo = (settings: TwilioSettings, to: PhoneAddress): Fields | null => {
  const from = fromOf(settings, to);
  if (from === null) return null;
  return { [from.startsWith("MG") ? "MessagingServiceSid" : "From"]: from };
};

const fromOf = ({ from, whatsappFrom }: TwilioSettings, { kind }: PhoneAddress): string | null => {
  if (kind === "phone") return from;
  return whatsappFrom === null ? null : spelled({ kind, phone: whatsappFrom });
};

const outcomeOf = (exchanged: Exchange, now: Instant): SendOutcome => {
  switch (exchanged.kind) {
    case "not_connected":
      return { kind: "unavailable", why: exchanged.why, retryAfterMs: null };
    case "no_answer":
      return { kind: "unknown", why: exchanged.why };
    case "answer":
      return outcomeOfAnswer(exchanged, now);
    default:
      return unreachable(exchanged);
  }
};

type Answer = Extract<Exchange, { kind: "answer" }>;

const outcomeOfAnswer = (answer: Answer, now: Instant): SendOutcome => {
  if (answer.status >= 200 && answer.status < 300) return accepted(answer);
  if (answer.status < 400 || answer.status === 408 || answer.status >= 500)
    return { kind: "unknown", why: `http_${answer.status}` };

  return refused(answer, now);
};

/** Only a message sid proves that there is a message; any other success may come from somebody in between. */
const accepted = (answer: Answer): SendOutcome => {
  const message = messageResource.safeParse(answer.body);
  if (!message.success) return { kind: "unknown", why: "answer_unreadable" };

  // A status that is new to us stands at the very beginning, from where any callback moves it on.
  const { sid, status } = message.data;
  return { kind: "sent", sid, status: deliveryStatus(status) ?? "accepted" };
};

const refused = (answer: Answer, now: Instant): SendOutcome => {
  const body = errorBody.safeParse(answer.body);
  const code = body.success ? body.data.code : null;
  const reason = code === null ? null : reasonFor(code);

  if (answer.status === 429 || reason === "throttled")
    return {
      kind: "unavailable",
      why: "throttled",
      retryAfterMs: retryAfterMs(answer.retryAfter, now),
    };

  return {
    kind: "rejected",
    why: reason ?? reasonByStatus.get(answer.status) ?? "refused",
    providerCode: code === null ? null : String(code),
  };
};

/** For what has no code that we know: credentials, permission, account. */
const reasonByStatus: ReadonlyMap<number, string> = new Map([
  [401, "sender_misconfigured"],
  [403, "sender_misconfigured"],
  [404, "sender_misconfigured"],
]);

/** `Retry-After` counts seconds or names a date (RFC 9110 §10.2.3); `null` where it is absent or neither. */
const retryAfterMs = (header: string | null, now: Instant): number | null => {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;

  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - epochMs(now));
};
