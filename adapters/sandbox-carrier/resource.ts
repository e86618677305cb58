import { createHash } from "node:crypto";
import { inEra } from "#adapters/sandbox-database";
import type { CarrierMessage } from "#adapters/sandbox-carrier/store";
import { segmentsOf } from "#core/message/segments";

export type Account = {
  readonly accountSid: string;
  readonly authToken: string;
  /** The one number that texts leave from and come to, in E.164. */
  readonly number: string;
  readonly era?: number | undefined;
};

/**
 * The nth message of an account has the same sid on every machine, in the same era. It ends with n, so that finding a message by
 * its sid needs no index of random keys: that index was half of the cost of accepting a text.
 */
export const sidFor = ({ accountSid, era }: Account, seq: number): string => {
  const hash = createHash("sha256")
    .update(`${accountSid}/${seq}${inEra(era)}`)
    .digest("hex");
  return `SM${hash.slice(0, 24)}${seq.toString(16).padStart(8, "0")}`;
};

export const seqIn = (sid: string): number => Number.parseInt(sid.slice(-8), 16) || 0;

const whatsapp = "whatsapp:";

export const isWhatsapp = (address: string): boolean => address.startsWith(whatsapp);

/** The carrier's end of a message, spelled like the customer's. */
export const numberFor = ({ customer }: Pick<CarrierMessage, "customer">, account: Account) =>
  isWhatsapp(customer) ? whatsapp + account.number : account.number;

/** Where somebody is on a channel. */
export const addressOn = (channel: "sms" | "whatsapp", e164: string): string =>
  channel === "whatsapp" ? whatsapp + e164 : e164;

/** A message as the API spells it. */
export const resource = (message: CarrierMessage, account: Account) => {
  const uri = `/2010-04-01/Accounts/${account.accountSid}/Messages/${message.sid}`;
  const isOutbound = message.direction === "outbound";
  return {
    account_sid: account.accountSid,
    api_version: "2010-04-01",
    body: message.body,
    date_created: rfc2822(message.createdMs),
    date_sent: message.sentMs === null ? null : rfc2822(message.sentMs),
    date_updated: rfc2822(message.updatedMs),
    direction: isOutbound ? "outbound-api" : "inbound",
    error_code: message.errorCode,
    error_message: null,
    from: isOutbound ? numberFor(message, account) : message.customer,
    messaging_service_sid: message.serviceSid,
    num_media: "0",
    // With a messaging service the sender is chosen later, and the segments are counted then.
    num_segments: message.status === "accepted" ? "0" : String(segmentsOf(message.body).segments),
    price: null,
    price_unit: null,
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: isOutbound ? message.customer : numberFor(message, account),
    uri: `${uri}.json`,
  };
};

/** Whole seconds, like the real one. */
const rfc2822 = (ms: number): string => new Date(ms).toUTCString().replace("GMT", "+0000");
