import { createChance } from "#test/simulation/chance";

/**
 * Every kind of fault there is in the simulated world, what it means, and how likely it is at most at 1×, each time
 * that it could happen. A seed draws its own rates below that, and leaves whole kinds out.
 */
const faultKinds = {
  "effect.fails_before": [0.03, "a call is refused before it has any effect"],
  "effect.reply_lost": [0.03, "a call takes effect, and its caller hears of a failure"],
  "effect.crash_before": [0.01, "the caller dies before its call takes effect"],
  "effect.crash_after": [0.02, "a call takes effect, and its caller dies"],
  "effect.late": [0.01, "the caller gives up waiting; the call takes effect after that"],
  "effect.freeze": [0.01, "the caller stands still for up to hours, and then goes on as a zombie"],
  "effect.slow": [0.02, "a call takes seconds; a whole invocation may run out of time"],
  "host.crash": [0.001, "a machine dies with everything that runs on it"],
  "host.clock_offset": [0.6, "a machine's clock goes ahead or behind by seconds"],
  "host.clock_step": [0.3, "a machine's clock jumps in the middle, forward or back"],
  "deploy.code": [0.5, "old and new code run side by side; events are stored in two versions"],
  "deploy.definitions": [0.5, "a journey's definition changes while runs pin the old one"],
  "feed.late": [0.05, "a stretch of the feed is delivered hours late"],
  "feed.twice": [0.08, "a stretch of the feed is delivered again, long after"],
  "feed.not_checkpointed": [0.05, "a stretch of the feed was taken, and comes at once again"],
  "queue.twice": [0.06, "a message goes to two workers at once"],
  "queue.late": [0.06, "a message comes late, and behind younger ones"],
  "queue.again_while_running": [0.04, "a message comes again while its worker still runs"],
  "queue.poison": [0.15, "a message that nobody can read stands in the queue"],
  "queue.redriven": [0.8, "dead letters are given back to the queue, weeks later"],
  "timer.late": [0.08, "a timer rings up to hours late"],
  "timer.twice": [0.1, "a timer rings twice"],
  "timer.after_deletion": [0.2, "a timer rings although it has been replaced or removed"],
  "timer.lost": [0.06, "a timer never rings"],
  "store.says_already": [0.02, "the SDK's own retry meets our write: already there"],
  "store.says_moved": [0.02, "our own write is reported as a conflict"],
  "store.throttled": [0.02, "the store refuses for want of capacity"],
  "vault.down": [0.3, "the key service answers nobody for a while"],
  "messenger.outage": [0.6, "the carrier cannot be reached for hours"],
  "messenger.server_error": [0.05, "the carrier answers 500, whether it has accepted or not"],
  "messenger.throttled": [0.06, "the carrier asks to wait"],
  "messenger.rejected": [0.05, "the carrier refuses for good"],
  "messenger.undelivered": [0.1, "a text was accepted and cannot be delivered"],
  "messenger.list_lags": [0.6, "the carrier's list shows a text minutes after accepting it"],
  "messenger.list_down": [0.15, "the carrier's list cannot be read"],
  "callback.lost": [0.15, "a status callback never comes"],
  "callback.twice": [0.15, "a status callback comes twice"],
  "callback.reordered": [0.15, "status callbacks overtake each other"],
  "callback.before_reply": [0.1, "a callback comes before the reply that it is about"],
  "webhook.twice": [0.15, "a booking system or payment service tells the same twice"],
  "webhook.late": [0.1, "a booking system or payment service tells hours later"],
  "webhook.reordered": [0.2, "two halves of the same change come in the wrong order"],
  "webhook.forged": [0.08, "somebody else posts with a signature that is none"],
  "webhook.malformed": [0.05, "a signed body that cannot be read"],
  "payments.error": [0.08, "the payment service answers 500, having done it or not"],
  "payments.late_payer": [0.5, "somebody pays over a page that was open when its link was closed"],
  "model.down": [0.2, "the language model does not answer"],
  "model.nonsense": [0.2, "the language model answers anything"],
  "client.repeats": [0.2, "a client gives the same command once more"],
  "client.reuses_key": [0.1, "a client gives another command under a used key"],
} as const satisfies Record<string, readonly [most: number, means: string]>;

/** What AWS adds, where the house runs over its adapters. */
const awsFaultKinds = {
  "dynamo.false_conflict": [
    0.05,
    "a write landed, is asked again, and is refused for what it wrote",
  ],
  "dynamo.throttled": [0.04, "the database refuses for want of capacity"],
  "dynamo.unprocessed": [0.2, "of a batch only a part is done"],
  "dynamo.transaction_conflict": [0.4, "a transaction meets another one"],
  "dynamo.stale_read": [0.8, "a weak read shows what stood there a moment ago"],
  "dynamo.index_late": [0.1, "an index is minutes behind its table"],
  "dynamo.short_page": [0.05, "a page ends long before its limit"],
  "feed.reordered": [0.1, "records of one stream overtake each other"],
  "feed.shard_split": [0.02, "a shard splits, and its child is read before it is finished"],
  "queue.sent_twice": [0.08, "a message was sent, and the SDK sends it again"],
  "queue.throttled": [0.04, "a queue refuses for want of capacity"],
  "queue.reordered": [0.1, "a message comes minutes behind younger ones of others"],
  "schedule.false_conflict": [0.1, "a schedule was made, is made again, and is there already"],
  "schedule.throttled": [0.1, "the Scheduler refuses for want of capacity"],
  "kms.throttled": [0.05, "the key service refuses for want of capacity"],
  "kms.disabled": [0.9, "somebody disables the key of the stage for a while"],
  "container.thawed": [0.6, "a container serves again after hours, with all that it remembers"],
} as const satisfies Record<string, readonly [most: number, means: string]>;

/** Behind all others, so that each of those keeps its rate in each seed. */
const youngerFaultKinds = {
  "webhook.lost": [0.3, "a booking system never tells of a change; only its list does"],
  "bookings.error": [0.1, "a booking system answers 500 to who asks it"],
  "bookings.throttled": [0.1, "a booking system asks who asks it to wait"],
  "bookings.older_page": [0.9, "a list is shown as it was some hours ago"],
  "bookings.pages_overlap": [0.8, "a page begins with the end of the one before"],
  "bookings.moves_meanwhile": [
    0.15,
    "what stands on a page is moved or called off before it is taken",
  ],
  "mail.outage": [0.8, "the mail service cannot be reached for hours"],
  "mail.server_error": [0.3, "the mail service answers 500, whether it has accepted or not"],
  "mail.throttled": [0.2, "the mail service asks to wait"],
  "mail.bounced": [0.2, "an e-mail was accepted, and comes back"],
  "mail.complained": [0.4, "whoever got an e-mail calls it unwanted, which is as good as a STOP"],
  "messenger.filtered": [
    0.2,
    "a text was accepted, and is refused on its way for good: for its words, or for the account",
  ],
  "inbound.lost": [
    0.4,
    "what a customer wrote never reaches us; the carrier obeys a STOP all the same",
  ],
} as const satisfies Record<string, readonly [most: number, means: string]>;

export const everyFault = { ...faultKinds, ...awsFaultKinds, ...youngerFaultKinds };

export type FaultKind = keyof typeof everyFault;
export const allFaultKinds = Object.keys(everyFault) as readonly FaultKind[];

/** What lies behind the ports: simulated ports, or the adapters of AWS over an AWS in memory. */
export type On = "ports" | "aws";

/** The event store's own words for what AWS does in more of them. */
const ofThePorts: ReadonlySet<string> = new Set([
  "store.says_already",
  "store.says_moved",
  "store.throttled",
]);

export const faultKindsOn = (on: On): readonly FaultKind[] =>
  on === "aws"
    ? allFaultKinds.filter((kind) => !ofThePorts.has(kind))
    : (Object.keys({ ...faultKinds, ...youngerFaultKinds }) as readonly FaultKind[]);

export type Rates = Readonly<Record<FaultKind, number>>;

/** About two in five kinds stay away; the others differ by a factor of up to fifty. */
export const swarmOf = (seed: number, factor: number): Rates => {
  const dice = createChance(seed).dice("swarm");
  const rates = {} as Record<FaultKind, number>;
  for (const kind of allFaultKinds) {
    const isThere = dice() < 0.6;
    const share = 50 ** -dice();
    rates[kind] = isThere ? Math.min(0.9, everyFault[kind][0] * share * factor) : 0;
  }
  return rates;
};

export const noFaults: Rates = Object.fromEntries(
  allFaultKinds.map((kind) => [kind, 0]),
) as unknown as Rates;
