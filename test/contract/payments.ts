import { expect } from "vitest";
import type { Instant } from "#core/kernel/time";
import type { Payments, PaymentLinkWish } from "#core/ports/payments";
import { contractOf } from "#test/contract/contract";
import { executionOf } from "#test/support/stripe-stage";

/** What may befall a call. `done, then …`: the service has done it, and we do not hear of it. */
export type Mishap =
  | "broken before"
  | "done, then broken"
  | "done, then silence"
  | "server error"
  | "garbage"
  | "JSON that is no object"
  | "throttled"
  | "throttled, with a time";

export type PaymentsStage = {
  readonly payments: Payments;
  readonly now: Instant;
  readonly wish: PaymentLinkWish;
  /** The service's own list, the truth that the port is measured by. */
  readonly links: () => readonly { readonly id: string; readonly active: boolean }[];
  /** Somebody pays; answers the payment's name. */
  readonly pay: (link: string) => string | null;
  /** What befalls the next calls, one each; then all is well again. */
  readonly befall: (...mishaps: readonly Mishap[]) => void;
};

const createdIn = async ({ payments, wish, now }: PaymentsStage): Promise<string> => {
  const outcome = await payments.createLink(wish, now);
  if (outcome.kind !== "created") throw new Error(`Cannot go on: the link is ${outcome.kind}`);
  return outcome.link;
};

export const paymentsContract = contractOf<PaymentsStage>("Payments", [
  [
    "says created when there is a link, one, under that name, and it can be paid",
    async (stage) => {
      const outcome = await stage.payments.createLink(stage.wish, stage.now);
      expect(outcome).toMatchObject({ kind: "created", url: expect.stringMatching(/^https?:/) });
      const link = outcome.kind === "created" ? outcome.link : "";
      expect(stage.links()).toMatchObject([{ id: link, active: true }]);
      expect(stage.pay(link)).not.toBeNull();
    },
  ],
  [
    "makes one link of one execution, however often it is asked",
    async (stage) => {
      const first = await createdIn(stage);
      expect(await createdIn(stage)).toBe(first);
      expect(stage.links()).toHaveLength(1);
    },
  ],
  [
    "says unknown, and asks no second time, when the reply was lost or never came",
    async ({ payments, wish, now, links, befall }) => {
      for (const [count, mishap] of (
        ["done, then broken", "done, then silence"] as const
      ).entries()) {
        befall(mishap);
        const one = { ...wish, executionId: executionOf("b".repeat(32), mishap) };
        const { kind } = await payments.createLink(one, now);
        expect([mishap, kind, links().length]).toEqual([mishap, "unknown", count + 1]);
      }
    },
  ],
  [
    "gives the link that a lost reply was about when it is asked again",
    async ({ payments, wish, now, links, befall }) => {
      befall("done, then broken");
      await payments.createLink(wish, now);
      const link = links()[0]?.id;
      expect(await payments.createLink(wish, now)).toMatchObject({ kind: "created", link });
      expect(links()).toHaveLength(1);
    },
  ],
  [
    "says unknown when it cannot tell what an answer means",
    async ({ payments, wish, now, befall }) => {
      for (const mishap of [
        "broken before",
        "server error",
        "garbage",
        "JSON that is no object",
      ] as const) {
        befall(mishap);
        const one = { ...wish, executionId: executionOf("b".repeat(32), mishap) };
        const { kind } = await payments.createLink(one, now);
        expect([mishap, kind]).toEqual([mishap, "unknown"]);
      }
    },
  ],
  [
    "says unavailable, and for how long if that was said, when it is throttled; nothing was made",
    async ({ payments, wish, now, links, befall }) => {
      befall("throttled", "throttled, with a time");
      const unavailable = { kind: "unavailable", why: "throttled" };
      expect(await payments.createLink(wish, now)).toEqual({ ...unavailable, retryAfterMs: null });
      expect(await payments.createLink(wish, now)).toEqual({ ...unavailable, retryAfterMs: 7000 });
      expect(links()).toEqual([]);
      expect(await payments.createLink(wish, now)).toMatchObject({ kind: "created" });
    },
  ],
  [
    "says rejected, with the reason and the service's own code, when it is for ever",
    async ({ payments, wish, now, links }) => {
      const refused = { kind: "rejected", why: "amount_refused", providerCode: "amount_too_small" };
      expect(await payments.createLink({ ...wish, amountMinor: 1 }, now)).toEqual(refused);
      expect(links()).toEqual([]);
    },
  ],
  [
    "refuses another wish of the same execution",
    async (stage) => {
      await createdIn(stage);
      const other = { ...stage.wish, amountMinor: stage.wish.amountMinor + 1 };
      const outcome = await stage.payments.createLink(other, stage.now);
      expect(outcome).toMatchObject({ kind: "rejected", why: "wish_changed" });
      expect(stage.links()).toHaveLength(1);
    },
  ],
  [
    "makes no link that nobody is to pay any more",
    async ({ payments, wish, now, links }) => {
      const outcome = await payments.createLink({ ...wish, usefulUntil: now }, now);
      expect(outcome).toEqual({ kind: "rejected", why: "no_longer_useful", providerCode: null });
      expect(links()).toEqual([]);
    },
  ],
  [
    "closes a link, as often as it is asked",
    async (stage) => {
      const link = await createdIn(stage);
      for (let time = 1; time <= 2; time += 1)
        expect(await stage.payments.deactivate(link)).toEqual({ kind: "closed" });
      expect(stage.links()).toMatchObject([{ active: false }]);
      expect(stage.pay(link)).toBeNull();
    },
  ],
  [
    "does not say closed when it does not know, and closes when it is asked again",
    async (stage) => {
      const link = await createdIn(stage);
      for (const mishap of [
        "broken before",
        "done, then silence",
        "server error",
        "garbage",
        "throttled",
      ] as const) {
        stage.befall(mishap);
        const { kind } = await stage.payments.deactivate(link);
        expect([mishap, kind]).toEqual([mishap, "unavailable"]);
      }
      expect(await stage.payments.deactivate(link)).toEqual({ kind: "closed" });
    },
  ],
  [
    "says rejected of a link that is not there",
    async ({ payments }) =>
      expect(await payments.deactivate("plink_nobodys")).toMatchObject({
        kind: "rejected",
        why: "not_there",
      }),
  ],
  [
    "finds what was made although nobody heard of it, open or closed",
    async ({ payments, wish, now, links, befall }) => {
      befall("done, then broken");
      await payments.createLink(wish, now);
      const link = links()[0]?.id ?? "";
      const { tenant, executionId } = wish;
      const found = { kind: "found", link };
      expect(await payments.find(tenant, executionId)).toMatchObject({ ...found, isOpen: true });
      await payments.deactivate(link);
      expect(await payments.find(tenant, executionId)).toMatchObject({ ...found, isOpen: false });
    },
  ],
  [
    "says absent when there is none: another execution's and another tenant's do not count",
    async (stage) => {
      await createdIn(stage);
      const { payments, wish } = stage;
      const absent = { kind: "absent" };
      expect(await payments.find(wish.tenant, executionOf("c".repeat(32)))).toEqual(absent);
      const other = `${wish.tenant}-other` as typeof wish.tenant;
      expect(await payments.find(other, wish.executionId)).toEqual(absent);
    },
  ],
  [
    "finds one among many",
    async (stage) => {
      const link = await createdIn(stage);
      for (let n = 1; n <= 120; n += 1) {
        const one = { ...stage.wish, executionId: executionOf("d".repeat(32), `${n}`) };
        await stage.payments.createLink(one, stage.now);
      }
      const { tenant, executionId } = stage.wish;
      expect(await stage.payments.find(tenant, executionId)).toMatchObject({ kind: "found", link });
    },
  ],
  [
    "does not say absent, or nobody's, when it could not look",
    async ({ payments, wish, befall }) => {
      for (const mishap of ["broken before", "server error", "garbage", "throttled"] as const) {
        befall(mishap, mishap);
        const found = await payments.find(wish.tenant, wish.executionId);
        const owner = await payments.ownerOf(wish.tenant, "pi_somebodys");
        expect([mishap, found.kind, owner.kind]).toEqual([mishap, "unavailable", "unavailable"]);
      }
    },
  ],
  [
    "says whose a payment is, and that another is not ours",
    async (stage) => {
      const { payments, wish } = stage;
      const payment = stage.pay(await createdIn(stage)) ?? "";
      const ours = { kind: "ours", execution: wish.executionId };
      expect(await payments.ownerOf(wish.tenant, payment)).toEqual(ours);
      const other = `${wish.tenant}-other` as typeof wish.tenant;
      for (const [tenant, id] of [
        [other, payment],
        [wish.tenant, "pi_nobodys"],
      ] as const)
        expect(await payments.ownerOf(tenant, id)).toEqual({ kind: "not_ours" });
    },
  ],
]);
