import type { LookUp, Messenger, SendOutcome } from "#core/ports/messenger";
import { liarsOf } from "#test/contract/liars/liar";
import { messengerContract, type MessengerStage } from "#test/contract/messenger";
import { messengerStage } from "#test/support/messenger-stage";

const lie = (
  lie: string,
  twist: (honest: Messenger) => Partial<Messenger>,
  ...breaks: readonly string[]
) => ({
  lie,
  breaks,
  makeStage: () => {
    const { port, close } = messengerStage();
    const messenger = { ...port.messenger, ...twist(port.messenger) };
    return { port: { ...port, messenger } satisfies MessengerStage, close };
  },
});

const sentWithoutProof: SendOutcome = {
  kind: "sent",
  sid: `SM${"0".repeat(32)}`,
  status: "queued",
};

/** One that calls an outcome of one kind something else. */
const renaming =
  (kind: SendOutcome["kind"], as: SendOutcome) =>
  (honest: Messenger): Partial<Messenger> => ({
    send: async (message, now) => {
      const outcome = await honest.send(message, now);
      return outcome.kind === kind ? as : outcome;
    },
  });

const rejected: SendOutcome = { kind: "rejected", why: "refused", providerCode: null };
const unavailable: SendOutcome = { kind: "unavailable", why: "throttled", retryAfterMs: null };
const absent: LookUp = { kind: "absent" };

export const messengerLiars = liarsOf(messengerContract, [
  lie(
    "carries a text that it has no way for",
    () => ({ send: async () => sentWithoutProof }),
    "refuses by name what it has no way to, and does not say that it looked there",
  ),
  lie(
    "says sent, and has asked nobody",
    () => ({ send: async () => sentWithoutProof }),
    "says sent when the carrier has it, once, under that sid",
    "sends nothing whose time is over",
  ),
  lie(
    "asks again when it does not know, and stays unsure",
    (honest) => ({
      send: async (message, now) => {
        const outcome = await honest.send(message, now);
        if (outcome.kind === "unknown") await honest.send(message, now);
        return outcome;
      },
    }),
    "says unknown, and asks no second time, when the reply was lost",
    "says unknown, and asks no second time, when no reply comes",
    "says absent when the carrier has nothing",
  ),
  lie(
    "takes a broken line for a refusal",
    renaming("unknown", rejected),
    "says unknown, and asks no second time, when the reply was lost",
    "says unknown when it cannot tell what an answer means",
  ),
  lie(
    "takes a broken line for a busy one",
    renaming("unknown", unavailable),
    "says unknown, and asks no second time, when no reply comes",
    "says unknown when it cannot tell what an answer means",
  ),
  lie(
    "sees nothing, ever",
    () => ({ find: async () => absent }),
    "finds what was accepted although nobody heard of it",
    "does not say absent when it could not look",
  ),
  lie(
    "gives a finding that nobody made",
    () => ({ find: async () => ({ kind: "found", sid: `SM${"0".repeat(32)}`, status: "queued" }) }),
    "says absent when the carrier has nothing",
    "takes no other text, no other number and no earlier time for the one it looks for",
  ),
  lie(
    "says absent where it could not look",
    (honest) => ({
      find: async (message, since) => {
        const found = await honest.find(message, since);
        return found.kind === "unavailable" ? absent : found;
      },
    }),
    "does not say absent when it could not look",
  ),
  lie(
    "gives up when it is throttled",
    renaming("unavailable", rejected),
    "says unavailable, and nothing was accepted, when it is throttled",
  ),
  lie(
    "keeps hoping where there is no hope",
    renaming("rejected", unavailable),
    "says rejected, with the reason and the carrier's own code, when it is for ever",
    "sends nothing whose time is over",
  ),
]);
