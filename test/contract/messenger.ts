import { expect } from "vitest";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Messenger, TextMessage } from "#core/ports/messenger";
import { contractOf } from "#test/contract/contract";

/** What may befall a call. `accepted, then …`: the carrier has the message, and we do not hear of it. */
export type Mishap =
  | "broken before"
  | "accepted, then broken"
  | "accepted, then silence"
  | "server error"
  | "nonsense"
  | "throttled";

export type MessengerStage = {
  readonly messenger: Messenger;
  readonly now: Instant;
  readonly message: TextMessage;
  /** A number to which the carrier will never send anything. */
  readonly refusedNumber: string;
  /** The carrier's own list, the truth that the messenger is measured by: sids of the texts to a number. */
  readonly accepted: (to: string) => readonly string[];
  /** What befalls the next calls, one each; then all is well again. */
  readonly befall: (...mishaps: readonly Mishap[]) => void;
};

export const messengerContract = contractOf<MessengerStage>("Messenger", [
  [
    "says sent when the carrier has it, once, under that sid",
    async ({ messenger, now, message, accepted }) => {
      const outcome = await messenger.send(message, now);
      expect(outcome).toMatchObject({ kind: "sent", status: "queued" });
      expect(accepted(message.to)).toEqual(outcome.kind === "sent" ? [outcome.sid] : []);
    },
  ],
  [
    "says unknown, and asks no second time, when the reply was lost",
    async ({ messenger, now, message, accepted, befall }) => {
      befall("accepted, then broken");
      expect(await messenger.send(message, now)).toMatchObject({ kind: "unknown" });
      expect(accepted(message.to)).toHaveLength(1);
    },
  ],
  [
    "says unknown, and asks no second time, when no reply comes",
    async ({ messenger, now, message, accepted, befall }) => {
      befall("accepted, then silence");
      expect(await messenger.send(message, now)).toMatchObject({ kind: "unknown" });
      expect(accepted(message.to)).toHaveLength(1);
    },
  ],
  [
    "says unknown when it cannot tell what an answer means",
    async ({ messenger, now, message, befall }) => {
      for (const mishap of ["broken before", "server error", "nonsense"] as const) {
        befall(mishap);
        const { kind } = await messenger.send(message, now);
        expect([mishap, kind]).toEqual([mishap, "unknown"]);
      }
    },
  ],
  [
    "finds what was accepted although nobody heard of it",
    async ({ messenger, now, message, accepted, befall }) => {
      befall("accepted, then broken");
      await messenger.send(message, now);
      const [sid] = accepted(message.to);
      expect(await messenger.find(message, now)).toEqual({ kind: "found", sid, status: "queued" });
    },
  ],
  [
    "says absent when the carrier has nothing",
    async ({ messenger, now, message, befall }) => {
      befall("broken before");
      await messenger.send(message, now);
      expect(await messenger.find(message, now)).toEqual({ kind: "absent" });
    },
  ],
  [
    "takes no other text, no other number and no earlier time for the one it looks for",
    async ({ messenger, now, message }) => {
      await messenger.send(message, now);
      const absent = { kind: "absent" };
      expect(await messenger.find({ ...message, body: "Another text" }, now)).toEqual(absent);
      expect(await messenger.find({ ...message, to: "+14045550199" }, now)).toEqual(absent);
      expect(await messenger.find(message, plusMs(now, 60_000))).toEqual(absent);
    },
  ],
  [
    "does not say absent when it could not look",
    async ({ messenger, now, message, befall }) => {
      for (const mishap of ["broken before", "server error", "nonsense", "throttled"] as const) {
        befall(mishap);
        const { kind } = await messenger.find(message, now);
        expect([mishap, kind]).toEqual([mishap, "unavailable"]);
      }
    },
  ],
  [
    "says unavailable, and nothing was accepted, when it is throttled",
    async ({ messenger, now, message, accepted, befall }) => {
      befall("throttled");
      expect(await messenger.send(message, now)).toMatchObject({ kind: "unavailable" });
      expect(accepted(message.to)).toEqual([]);
    },
  ],
  [
    "says rejected, with the reason and the carrier's own code, when it is for ever",
    async ({ messenger, now, message, refusedNumber }) => {
      const outcome = await messenger.send({ ...message, to: refusedNumber }, now);
      expect(outcome).toMatchObject({ kind: "rejected", why: "number_unreachable" });
      expect(outcome).toHaveProperty("providerCode", expect.stringMatching(/^\d+$/));
    },
  ],
  [
    "sends nothing whose time is over",
    async ({ messenger, now, message, accepted }) => {
      const outcome = await messenger.send({ ...message, usefulUntil: now }, now);
      expect(outcome).toEqual({ kind: "rejected", why: "no_longer_useful", providerCode: null });
      expect(accepted(message.to)).toEqual([]);
    },
  ],
]);
