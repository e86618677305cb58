import type { TenantId } from "#core/kernel/ids";
import { epochMs } from "#core/kernel/time";
import type {
  Address,
  DeliveryStatus,
  LookUp,
  Messenger,
  SendOutcome,
  TextMessage,
} from "#core/ports/messenger";
import type { CallKind, Door, Invocation } from "#test/simulation/invocation";
import { createMail, findMail } from "#test/simulation/ports/mail";
import type { Own } from "#test/simulation/ports/tables";
import type { World } from "#test/simulation/world";

export type Accepted = {
  readonly sid: string;
  readonly tenant: TenantId;
  readonly execution: string;
  readonly to: string;
  readonly body: string;
  readonly atMs: number;
  /** From here on the list shows it. */
  readonly listedMs: number;
};

/** A carrier. It knows nothing of us but what we hand over, and it never forgets that. */
export type SimCarrier = {
  readonly accepted: Accepted[];
  readonly ofExecution: Map<string, Accepted[]>;
  readonly optedOut: Set<string>;
  readonly unreachable: Set<string>;
  /** E-mails that were called unwanted, once we had acknowledged it. */
  readonly complained: Accepted[];
  /** What customers wrote and was acknowledged, by name; and of which texts the last word was. */
  readonly heard: string[];
  readonly settled: Accepted[];
  readonly isDown: () => boolean;
  readonly isMailDown: () => boolean;
  /** How many times it was asked to send, by execution. */
  readonly asked: Map<string, number>;
  onAccepted: (message: Accepted) => void;
  /** Called before anything becomes of a text. */
  onAsked: () => void;
  /** The same of an e-mail. */
  onMail: () => void;
};

export const createSimCarrier = (down: {
  readonly carrier: boolean;
  readonly mail: boolean;
}): SimCarrier => ({
  accepted: [],
  ofExecution: new Map(),
  optedOut: new Set(),
  unreachable: new Set(),
  complained: [],
  heard: [],
  settled: [],
  isDown: () => down.carrier,
  isMailDown: () => down.mail,
  asked: new Map(),
  onAccepted: () => {},
  onAsked: () => {},
  onMail: () => {},
});

type Parts = {
  readonly world: World;
  readonly door: Door;
  readonly carrier: SimCarrier;
  readonly own: Own;
  /** Before anything is handed over: what the checks want to see. */
  readonly onSend: (invocation: Invocation, message: TextMessage) => void;
  readonly onAbsent: (message: TextMessage) => void;
  readonly onCall: (invocation: Invocation, kind: CallKind, by: "carrier" | "mail") => void;
};

const lost: SendOutcome = { kind: "unknown", why: "timeout" };
const notConnected: SendOutcome = { kind: "unavailable", why: "not_connected", retryAfterMs: null };

/** Where it goes: a number, or an address of e-mail. */
export const numberOf = (to: Address): string => (to.kind === "email" ? to.email : to.phone);

export const isMail = (to: string): boolean => to.includes("@");

export const messengerPort = (parts: Parts, invocation: Invocation): Messenger => {
  const { world, door, carrier, own, onSend, onAbsent, onCall } = parts;
  return {
    send: (message, now) => {
      own(invocation, message.tenant, "messenger.create");
      onSend(invocation, message);
      onCall(invocation, "sends", message.to.kind === "email" ? "mail" : "carrier");
      carrier.asked.set(message.executionId, (carrier.asked.get(message.executionId) ?? 0) + 1);
      return door.effect<SendOutcome>(
        invocation,
        "messenger.create",
        () => (now >= message.usefulUntil ? tooLate : taken(world, carrier, message)),
        { lost: () => lost, refused: () => notConnected },
      );
    },
    find: (message, since, others = []) => {
      if (message.to.kind === "email") return findMail(message, since, others);
      own(invocation, message.tenant, "messenger.list");
      onCall(invocation, "looks_up", "carrier");
      return door.effect<LookUp>(
        invocation,
        "messenger.list",
        () => {
          if (carrier.isDown() || world.strikes("messenger.list_down")) return listDown;
          const seen = listed(world, carrier, message, { sinceMs: epochMs(since), others });
          if (seen.kind === "absent") onAbsent(message);
          return seen;
        },
        { lost: () => listDown, refused: () => listDown },
      );
    },
  };
};

const tooLate: SendOutcome = { kind: "rejected", why: "no_longer_useful", providerCode: null };
const listDown: LookUp = { kind: "unavailable", why: "timeout" };

const taken = (world: World, carrier: SimCarrier, message: TextMessage): SendOutcome =>
  message.to.kind === "email"
    ? createMail({ world, carrier, accept: (one) => accept(world, carrier, one) }, message)
    : create(world, carrier, message);

const create = (world: World, carrier: SimCarrier, message: TextMessage): SendOutcome => {
  const to = numberOf(message.to);
  carrier.onAsked();
  if (carrier.isDown()) return notConnected;
  if (world.strikes("messenger.throttled")) return throttled;
  if (carrier.optedOut.has(to))
    return { kind: "rejected", why: "opted_out", providerCode: "21610" };
  if (carrier.unreachable.has(to)) return unreachable;
  if (world.strikes("messenger.rejected")) return refuse(world, carrier, to);
  if (world.strikes("messenger.server_error")) {
    if (world.chance.dice("accepted all the same")() < 0.5) accept(world, carrier, message);
    return { kind: "unknown", why: "http_500" };
  }
  const { sid } = accept(world, carrier, message);
  return { kind: "sent", sid, status: "queued" };
};

/** So long the carrier wants to be left alone. */
export const retryAfterMs = 30_000;
const throttled: SendOutcome = { kind: "unavailable", why: "throttled", retryAfterMs };

const refuse = (world: World, carrier: SimCarrier, to: string): SendOutcome => {
  if (world.chance.dice("rejected for good")() < 0.5)
    return { kind: "rejected", why: "text_refused", providerCode: "30007" };
  carrier.unreachable.add(to);
  return unreachable;
};

const unreachable: SendOutcome = {
  kind: "rejected",
  why: "number_unreachable",
  providerCode: "21614",
};

const accept = (world: World, carrier: SimCarrier, message: TextMessage): Accepted => {
  const { tenant, executionId: execution, body } = message;
  const to = numberOf(message.to);
  const sid = `${isMail(to) ? "MM" : "SM"}${carrier.accepted.length.toString(16).padStart(32, "0")}`;
  const atMs = world.nowMs();
  const lagMs =
    !isMail(to) && world.strikes("messenger.list_lags")
      ? world.chance.dice("lag of the list")() ** 2 * 20 * 60_000
      : 0;
  const accepted = { sid, tenant, execution, to, body, atMs, listedMs: atMs + lagMs };
  carrier.accepted.push(accepted);
  const own = carrier.ofExecution.get(execution) ?? [];
  carrier.ofExecution.set(execution, [...own, accepted]);
  world.tally.texts += 1;
  world.tell?.(`${new Date(atMs).toISOString()}   ✉ ${sid.slice(-4)} ${body.slice(0, 60)}`);
  carrier.onAccepted(accepted);
  return accepted;
};

/** As the real list is searched: same number, same words, since then. */
const listed = (
  world: World,
  carrier: SimCarrier,
  message: TextMessage,
  { sinceMs, others }: { readonly sinceMs: number; readonly others: readonly string[] },
): LookUp => {
  const { body, tenant } = message;
  const to = numberOf(message.to);
  const match = carrier.accepted.findLast(
    (one) =>
      !others.includes(one.sid) &&
      one.tenant === tenant &&
      one.to === to &&
      one.body === body &&
      one.listedMs <= world.nowMs() &&
      one.atMs >= Math.floor(sinceMs / 1000) * 1000,
  );
  const status: DeliveryStatus = "sent";
  return match === undefined ? { kind: "absent" } : { kind: "found", sid: match.sid, status };
};
