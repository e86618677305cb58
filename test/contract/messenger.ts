import { expect } from "vitest";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Address, DeliveryStatus, Messenger, TextMessage } from "#core/ports/messenger";
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
  /** Where the carrier will never send anything, and what that is called. */
  readonly refused: Address;
  readonly refusedWhy: string;
  /** Somebody else, on the same channel. */
  readonly other: Address;
  /** Where this messenger has no way to. */
  readonly foreign: Address;
  /** The status of what was just accepted. */
  readonly first: DeliveryStatus;
  /** Whether the carrier lets its own list be read; where it does not, nothing can ever be found or absent. */
  readonly canLook: boolean;
  /** The carrier's own list, the truth that the messenger is measured by: sids of what went to an address. */
  readonly accepted: (to: Address) => readonly string[];
  /** What befalls the next calls, one each; then all is well again. */
  readonly befall: (...mishaps: readonly Mishap[]) => void;
};

export const messengerContract = contractOf<MessengerStage>("Messenger", [
  [
    "says sent when the carrier has it, once, under that sid",
    async ({ messenger, now, message, accepted, first }) => {
      const outcome = await messenger.send(message, now);
      expect(outcome).toMatchObject({ kind: "sent", status: first });
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
    async ({ messenger, now, message, accepted, befall, first, canLook }) => {
      befall("accepted, then broken");
      await messenger.send(message, now);
      const [sid] = accepted(message.to);
      const found = canLook ? { kind: "found", sid, status: first } : { kind: "unavailable" };
      expect(await messenger.find(message, now)).toMatchObject(found);
    },
  ],
  [
    "says absent when the carrier has nothing",
    async ({ messenger, now, message, befall, canLook }) => {
      befall("broken before");
      await messenger.send(message, now);
      const kind = canLook ? "absent" : "unavailable";
      expect(await messenger.find(message, now)).toMatchObject({ kind });
    },
  ],
  [
    "takes no other text, no other number and no earlier time for the one it looks for",
    async ({ messenger, now, message, other, canLook }) => {
      await messenger.send(message, now);
      const no = { kind: canLook ? "absent" : "unavailable" };
      expect(await messenger.find({ ...message, body: "Another text" }, now)).toMatchObject(no);
      expect(await messenger.find({ ...message, to: other }, now)).toMatchObject(no);
      expect(await messenger.find(message, plusMs(now, 60_000))).toMatchObject(no);
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
    async ({ messenger, now, message, refused, refusedWhy }) => {
      const outcome = await messenger.send({ ...message, to: refused }, now);
      expect(outcome).toMatchObject({ kind: "rejected", why: refusedWhy });
      expect(outcome).toHaveProperty("providerCode", expect.stringMatching(/^\w+$/));
    },
  ],
  [
    "refuses by name what it has no way to, and does not say that it looked there",
    async ({ messenger, now, message, foreign }) => {
      const why = "messenger_missing";
      const there = { ...message, to: foreign };
      expect(await messenger.send(there, now)).toMatchObject({ kind: "rejected", why });
      expect(await messenger.find(there, now)).toMatchObject({ kind: "unavailable", why });
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
