import type { Fault } from "#adapters/sandbox-carrier/faults";
import type { Stage } from "#test/contract/contract";
import type { MessengerStage, Mishap } from "#test/contract/messenger";
import type { Address } from "#core/ports/messenger";
import {
  account,
  carrierStage,
  messengerOver,
  mrsIto,
  reminder,
  start,
} from "#test/support/carrier-stage";

const faultBy: Readonly<Record<Mishap, Fault>> = {
  "broken before": "fail-before",
  "accepted, then broken": "lose-reply",
  "accepted, then silence": "hang",
  "server error": "http-500",
  nonsense: "garbage",
  throttled: "http-429",
};

/** The Twilio adapter, and the simulated carrier at the other end. */
export const messengerStage = (): Stage<MessengerStage> =>
  stageOf((phone) => ({ kind: "phone", phone }));

/** The same over WhatsApp, where free words may go. */
export const whatsappStage = (): Stage<MessengerStage> =>
  stageOf((phone) => ({ kind: "whatsapp", phone, template: null }));

/** The same with a template that was approved. */
export const templateStage = (): Stage<MessengerStage> =>
  stageOf((phone) => ({ kind: "whatsapp", phone, template: `HX${"0".repeat(32)}` }));

const stageOf = (
  addressAt: (phone: string) => Exclude<Address, { kind: "email" }>,
): Stage<MessengerStage> => {
  const mishaps: Mishap[] = [];
  const { carrier } = carrierStage({
    faults: () => {
      const mishap = mishaps.shift();
      return mishap === undefined ? "run" : faultBy[mishap];
    },
  });
  return {
    port: {
      messenger: messengerOver(carrier.fetch, { timeoutMs: 250, whatsappFrom: account.number }),
      now: start,
      message: reminder({ to: addressAt(mrsIto) }),
      refused: addressAt("+15005550009"),
      refusedWhy: "number_unreachable",
      other: addressAt("+14045550199"),
      foreign: { kind: "email", email: "ito@example.com" },
      first: "queued",
      canLook: true,
      accepted: (to) =>
        to.kind === "email"
          ? []
          : carrier.phone
              .messages(to.phone, to.kind === "whatsapp" ? "whatsapp" : "sms")
              .map(({ sid }) => sid),
      befall: (...befalling) => void mishaps.push(...befalling),
    },
    close: carrier.close,
  };
};
