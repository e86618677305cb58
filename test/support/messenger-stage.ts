import type { Fault } from "#adapters/sandbox-carrier/faults";
import type { Stage } from "#test/contract/contract";
import type { MessengerStage, Mishap } from "#test/contract/messenger";
import { carrierStage, messengerOver, reminder, start } from "#test/support/carrier-stage";

const faultBy: Readonly<Record<Mishap, Fault>> = {
  "broken before": "fail-before",
  "accepted, then broken": "lose-reply",
  "accepted, then silence": "hang",
  "server error": "http-500",
  nonsense: "garbage",
  throttled: "http-429",
};

/** The Twilio adapter, and the simulated carrier at the other end. */
export const messengerStage = (): Stage<MessengerStage> => {
  const mishaps: Mishap[] = [];
  const { carrier } = carrierStage({
    faults: () => {
      const mishap = mishaps.shift();
      return mishap === undefined ? "run" : faultBy[mishap];
    },
  });
  return {
    port: {
      messenger: messengerOver(carrier.fetch, { timeoutMs: 50 }),
      now: start,
      message: reminder(),
      refused: { kind: "phone", phone: "+15005550009" },
      other: { kind: "phone", phone: "+14045550199" },
      foreign: { kind: "email", email: "ito@example.com" },
      first: "queued",
      canLook: true,
      accepted: (to) =>
        to.kind === "phone" ? carrier.phone.messages(to.phone).map(({ sid }) => sid) : [],
      befall: (...befalling) => void mishaps.push(...befalling),
    },
    close: carrier.close,
  };
};
