import { type Exchange, exchange, type TwilioAccount } from "#adapters/twilio/exchange";
import { deliveryStatus, type MessageResource, messagePage } from "#adapters/twilio/wire";
import { epochMs, type Instant } from "#core/kernel/time";
import { type PhoneAddress, type PhoneMessage, spelled } from "#adapters/twilio/address";
import type { LookUp } from "#core/ports/messenger";

/**
 * Looks through the texts to one number for one that may have been accepted.
 *
 * `absent` is said only when the whole list was seen, because upon that word the text may be sent again. The
 * documented filter by date is left alone for the same reason: it filters by the date of *sending*, which a
 * text that is still queued has not got. Two pages of a thousand are the limit; a longer list is
 * `unavailable`.
 *
 * Source: https://www.twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
 */
export const listed = async (
  account: TwilioAccount & { readonly from: string },
  message: PhoneMessage,
  wanted: Wanted,
): Promise<LookUp> => {
  let url = firstPage(account, message);
  for (let page = 1; page <= pagesAtMost; page += 1) {
    const read = readPage(await exchange(account, url.href, null), url);
    if (read.kind === "unavailable") return read;

    const match = read.messages.find((one) => isMatch(one, message, wanted));
    if (match !== undefined)
      return { kind: "found", sid: match.sid, status: deliveryStatus(match.status) ?? "accepted" };
    if (read.next === null) return { kind: "absent" };
    url = read.next;
  }
  return { kind: "unavailable", why: "too_many_messages" };
};

type Wanted = {
  readonly since: Instant;
  /** Sids of messages that are known to be others. */
  readonly others: readonly string[];
};

const pagesAtMost = 2;

const firstPage = (
  { baseUrl, accountSid, from }: TwilioAccount & { readonly from: string },
  { to }: PhoneMessage,
): URL => {
  const filters = new URLSearchParams({ To: spelled(to), PageSize: "1000" });
  if (!from.startsWith("MG")) filters.set("From", from);
  return new URL(`${baseUrl}/2010-04-01/Accounts/${accountSid}/Messages.json?${filters}`);
};

type Page =
  | {
      readonly kind: "page";
      readonly messages: readonly MessageResource[];
      readonly next: URL | null;
    }
  | { readonly kind: "unavailable"; readonly why: string };

const readPage = (exchanged: Exchange, url: URL): Page => {
  if (exchanged.kind !== "answer") return { kind: "unavailable", why: exchanged.why };
  if (exchanged.status !== 200) return { kind: "unavailable", why: `http_${exchanged.status}` };

  const page = messagePage.safeParse(exchanged.body);
  if (!page.success) return { kind: "unavailable", why: "answer_unreadable" };

  const { messages, next_page_uri: uri } = page.data;
  if (uri === null) return { kind: "page", messages, next: null };

  // The credentials go with the request: only ever back to where this page came from.
  const next = URL.parse(uri, url);
  return next?.origin === url.origin && next.pathname === url.pathname
    ? { kind: "page", messages, next }
    : { kind: "unavailable", why: "next_page_elsewhere" };
};

/** Twilio writes this before every text of an account on trial. */
const trialPrefix = "Sent from your Twilio trial account - ";

const isMatch = (
  one: MessageResource,
  { to, body }: PhoneMessage,
  { since, others }: Wanted,
): boolean => {
  if (others.includes(one.sid)) return false;
  if (one.direction === "inbound" || one.to !== spelled(to)) return false;
  if (!isBody(one.body ?? "", to, body)) return false;

  // Twilio keeps whole seconds: a text of the same second counts as created since.
  const createdMs = Date.parse(one.date_created ?? "");
  return Number.isNaN(createdMs) || createdMs >= Math.floor(epochMs(since) / 1000) * 1000;
};

/** Around what stands in the gap of an approved template are words that we have not got. */
const isBody = (sent: string, to: PhoneAddress, body: string): boolean =>
  to.kind === "whatsapp" && to.template !== null
    ? sent.includes(body)
    : sent === body || sent === trialPrefix + body;
