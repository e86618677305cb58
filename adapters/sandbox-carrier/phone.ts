import { type Account, addressOn, sidFor } from "#adapters/sandbox-carrier/resource";
import type { CarrierStore } from "#adapters/sandbox-carrier/store";
import { epochMs, fromEpochMs } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";
import type { PhoneMessage } from "#core/ports/phone";

export type Phone = {
  /** The newest thousand of a number, oldest first. */
  readonly messages: (e164: string, channel?: Channel) => readonly PhoneMessage[];
  /** The customer texts the business. On disk when this answers with its sid; delivered by the outbox. */
  readonly text: (e164: string, body: string, channel?: Channel) => Promise<string>;
};

/** Texts and WhatsApp are two places on one phone; texts, where nothing is said. */
type Channel = "sms" | "whatsapp";

export const simulatedPhone = (store: CarrierStore, account: Account, clock: Clock): Phone => ({
  messages: (e164, channel = "sms") =>
    store
      .list({ ...everything, customer: addressOn(channel, e164), limit: 1000 })
      .map(({ direction, body, createdMs, status, sid }) => ({
        direction,
        body,
        at: fromEpochMs(createdMs),
        status,
        sid,
      }))
      .toReversed(),

  text: (e164, body, channel = "sms") =>
    store.write(() => {
      const customer = addressOn(channel, e164);
      const nowMs = epochMs(clock.now());
      const { seq, sid } = store.insertMessage((next) => ({
        seq: next,
        sid: sidFor(account, next),
        direction: "inbound",
        customer,
        body,
        status: "received",
        serviceSid: null,
        callbackUrl: null,
        createdMs: nowMs,
        sentMs: nowMs,
        updatedMs: nowMs,
        errorCode: null,
      }));
      store.owe({ seq, status: "received", errorCode: null, dueMs: nowMs });

      const optOutType = optOutTypeOf(body);
      if (optOutType === "STOP") store.block(customer);
      if (optOutType === "START") store.unblock(customer);
      return sid;
    }),
});

const everything = {
  direction: null,
  sentFromMs: null,
  sentBeforeMs: null,
  beforeSeq: null,
} as const;

/**
 * What the carrier itself makes of a text: only the bare word counts, in any case.
 *
 * Source: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
 */
export const optOutTypeOf = (body: string): "STOP" | "START" | "HELP" | null =>
  words.get(body.trim().toUpperCase()) ?? null;

const words: ReadonlyMap<string, "STOP" | "START" | "HELP"> = new Map([
  ["STOP", "STOP"],
  ["STOPALL", "STOP"],
  ["UNSUBSCRIBE", "STOP"],
  ["CANCEL", "STOP"],
  ["END", "STOP"],
  ["QUIT", "STOP"],
  ["REVOKE", "STOP"],
  ["OPTOUT", "STOP"],
  ["START", "START"],
  ["YES", "START"],
  ["UNSTOP", "START"],
  ["HELP", "HELP"],
  ["INFO", "HELP"],
]);
