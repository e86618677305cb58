import type { TenantId } from "#core/kernel/ids";
import type {
  CloseOutcome,
  LinkLookUp,
  LinkOutcome,
  PaymentOwner,
  Payments,
} from "#core/ports/payments";
import type { CallKind, Door, Invocation } from "#test/simulation/invocation";
import type { Own } from "#test/simulation/ports/tables";
import type { World } from "#test/simulation/world";

export type SimLink = {
  readonly link: string;
  readonly url: string;
  readonly tenant: TenantId;
  readonly execution: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly madeMs: number;
  isOpen: boolean;
  payment: string | null;
  paid: boolean;
  /** What was told of its money, and acknowledged. */
  readonly told: Set<string>;
};

/** A payment service with links. The same key within a day is the same wish. */
export type SimTill = {
  readonly links: SimLink[];
  readonly asked: Map<string, number>;
  onMade: (link: SimLink) => void;
};

export const createSimTill = (): SimTill => ({ links: [], asked: new Map(), onMade: () => {} });

type Parts = {
  readonly world: World;
  readonly door: Door;
  readonly till: SimTill;
  readonly own: Own;
  readonly onOpen: (tenant: TenantId, execution: string) => void;
  readonly onCall: (invocation: Invocation, kind: CallKind) => void;
};

const dayMs = 24 * 3_600_000;
const unsure: LinkOutcome = { kind: "unknown", why: "timeout" };
const down = { kind: "unavailable", why: "server_error", retryAfterMs: null } as const;

export const paymentsPort = (parts: Parts, invocation: Invocation): Payments => {
  const { world, door, till, own, onOpen, onCall } = parts;
  return {
    createLink: (wish, now) => {
      own(invocation, wish.tenant, "payments.createLink");
      // Asking for the same once more is how a link is looked up, too.
      onCall(invocation, "either");
      onOpen(wish.tenant, wish.executionId);
      till.asked.set(wish.executionId, (till.asked.get(wish.executionId) ?? 0) + 1);
      return door.effect<LinkOutcome>(
        invocation,
        "payments.createLink",
        () => {
          if (now >= wish.usefulUntil)
            return { kind: "rejected", why: "no_longer_useful", providerCode: null };
          const fails = world.strikes("payments.error");
          if (fails && world.chance.dice("made all the same")() < 0.5) return unsure;
          const made = make(world, till, wish);
          return fails ? unsure : { kind: "created", link: made.link, url: made.url };
        },
        { lost: () => unsure, refused: () => down },
      );
    },
    deactivate: (link) => {
      onCall(invocation, "either");
      return door.effect<CloseOutcome>(
        invocation,
        "payments.deactivate",
        () => {
          if (world.strikes("payments.error")) return down;
          const known = till.links.find((one) => one.link === link);
          if (known === undefined) return { kind: "rejected", why: "refused", providerCode: null };
          known.isOpen = false;
          return { kind: "closed" };
        },
        { lost: () => down, refused: () => down },
      );
    },
    find: (tenant, execution) => {
      own(invocation, tenant, "payments.list");
      onCall(invocation, "looks_up");
      return door.effect<LinkLookUp>(
        invocation,
        "payments.list",
        () => {
          const known = till.links.find(
            (one) => one.tenant === tenant && one.execution === execution,
          );
          if (known === undefined) return { kind: "absent" };
          return { kind: "found", link: known.link, url: known.url, isOpen: known.isOpen };
        },
        { lost: () => listDown, refused: () => listDown },
      );
    },
    ownerOf: (tenant, payment) => {
      own(invocation, tenant, "payments.ownerOf");
      onCall(invocation, "looks_up");
      return door.effect<PaymentOwner>(
        invocation,
        "payments.ownerOf",
        () => {
          const known = till.links.find((one) => one.tenant === tenant && one.payment === payment);
          return known === undefined
            ? { kind: "not_ours" }
            : { kind: "ours", execution: known.execution };
        },
        { lost: () => listDown, refused: () => listDown },
      );
    },
  };
};

const listDown = { kind: "unavailable", why: "timeout" } as const;

const make = (
  world: World,
  till: SimTill,
  wish: Parameters<Payments["createLink"]>[0],
): SimLink => {
  const { tenant, executionId: execution, amountMinor, currency } = wish;
  const same = till.links.find(
    (one) => one.execution === execution && one.madeMs > world.nowMs() - dayMs,
  );
  if (same !== undefined) return same;
  const link: SimLink = {
    link: `plink_${till.links.length + 1}`,
    url: `https://buy.stripe.com/sim${till.links.length + 1}`,
    tenant,
    execution,
    amountMinor,
    currency,
    madeMs: world.nowMs(),
    isOpen: true,
    payment: null,
    paid: false,
    told: new Set(),
  };
  till.links.push(link);
  till.onMade(link);
  return link;
};
