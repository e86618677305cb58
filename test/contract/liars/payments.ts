import type { Payments } from "#core/ports/payments";
import { liarsOf } from "#test/contract/liars/liar";
import { paymentsContract, type PaymentsStage } from "#test/contract/payments";
import { paymentsStage } from "#test/support/payments-stage";

const lie = (
  lie: string,
  twist: (honest: Payments) => Partial<Payments>,
  ...breaks: readonly string[]
) => ({
  lie,
  breaks,
  makeStage: () => {
    const { port, close } = paymentsStage();
    const payments = { ...port.payments, ...twist(port.payments) };
    return { port: { ...port, payments } satisfies PaymentsStage, close };
  },
});

const created = { kind: "created", link: "plink_0", url: "https://buy.stripe.com/0" } as const;
const rejected = { kind: "rejected", why: "refused", providerCode: null } as const;
const unavailable = { kind: "unavailable", why: "busy", retryAfterMs: null } as const;
const absent = { kind: "absent" } as const;

/** One that calls an outcome of one kind something else. */
const renaming =
  (kind: string, as: typeof created | typeof rejected | typeof unavailable) =>
  (honest: Payments): Partial<Payments> => ({
    createLink: async (wish, now) => {
      const outcome = await honest.createLink(wish, now);
      return outcome.kind === kind ? as : outcome;
    },
  });

export const paymentsLiars = liarsOf(paymentsContract, [
  lie(
    "says created, and has asked nobody",
    () => ({ createLink: async () => created }),
    "says created when there is a link, one, under that name, and it can be paid",
    "makes no link that nobody is to pay any more",
    "says rejected, with the reason and the service's own code, when it is for ever",
    "refuses another wish of the same execution",
  ),
  lie(
    "makes a new link each time",
    (honest) => {
      let time = 0;
      return {
        createLink: (wish, now) =>
          honest.createLink(
            { ...wish, executionId: `${wish.executionId}${time++}` as typeof wish.executionId },
            now,
          ),
      };
    },
    "makes one link of one execution, however often it is asked",
    "gives the link that a lost reply was about when it is asked again",
    "refuses another wish of the same execution",
  ),
  lie(
    "takes a broken line for a refusal",
    renaming("unknown", rejected),
    "says unknown, and asks no second time, when the reply was lost or never came",
    "says unknown when it cannot tell what an answer means",
  ),
  lie(
    "takes a busy service for a broken line",
    (honest) => ({
      createLink: async (wish, now) => {
        const outcome = await honest.createLink(wish, now);
        return outcome.kind === "unavailable" ? { kind: "unknown", why: "busy" } : outcome;
      },
    }),
    "says unavailable, and for how long if that was said, when it is throttled; nothing was made",
  ),
  lie(
    "says closed whatever it hears",
    (honest) => ({
      deactivate: async (link) => {
        await honest.deactivate(link);
        return { kind: "closed" };
      },
    }),
    "does not say closed when it does not know, and closes when it is asked again",
    "says rejected of a link that is not there",
  ),
  lie(
    "closes nothing",
    () => ({ deactivate: async () => ({ kind: "closed" }) }),
    "closes a link, as often as it is asked",
  ),
  lie(
    "sees nothing, ever",
    () => ({ find: async () => absent, ownerOf: async () => ({ kind: "not_ours" }) }),
    "finds what was made although nobody heard of it, open or closed",
    "finds one among many",
    "does not say absent, or nobody's, when it could not look",
    "says whose a payment is, and that another is not ours",
  ),
  lie(
    "takes any link for the one",
    (honest) => ({
      find: async () => ({
        kind: "found",
        link: "plink_0",
        url: "https://x.example",
        isOpen: true,
      }),
      ownerOf: async (_, payment) => honest.ownerOf("riverside" as never, payment),
    }),
    "says absent when there is none: another execution's and another tenant's do not count",
    "says whose a payment is, and that another is not ours",
  ),
]);
