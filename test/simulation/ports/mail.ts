import type { LookUp, Messenger, SendOutcome, TextMessage } from "#core/ports/messenger";
import type { Accepted, SimCarrier } from "#test/simulation/ports/messenger";
import type { World } from "#test/simulation/world";

/** A mail service beside the carrier, which shares its memory and nothing else. */
type Parts = {
  readonly world: World;
  readonly carrier: SimCarrier;
  readonly accept: (message: TextMessage) => Accepted;
};

const notConnected: SendOutcome = { kind: "unavailable", why: "not_connected", retryAfterMs: null };
const throttled: SendOutcome = { kind: "unavailable", why: "throttled", retryAfterMs: null };

/** It has no list, and so nobody asks it for one: what is unknown is settled by its own word, or by nobody. */
const noList: LookUp = { kind: "unavailable", why: "no_list" };
export const findMail: Messenger["find"] = async () => noList;

/** Whether an address is any good it does not know yet: that comes afterwards. */
export const createMail = (
  { world, carrier, accept }: Parts,
  message: TextMessage,
): SendOutcome => {
  carrier.onMail();
  if (carrier.isMailDown()) return notConnected;
  if (world.strikes("mail.throttled")) return throttled;
  if (world.strikes("mail.server_error")) {
    if (world.chance.dice("mailed all the same")() < 0.5) accept(message);
    return { kind: "unknown", why: "http_500" };
  }
  world.count("e-mails");
  return { kind: "sent", sid: accept(message).sid, status: "accepted" };
};
