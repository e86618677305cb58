import { createHmac } from "node:crypto";
import type { Owed, StripeStore } from "#adapters/sandbox-stripe/store";
import { epochMs, fromEpochMs, type Instant } from "#core/kernel/time";

type Sender = {
  readonly store: StripeStore;
  readonly webhookUrl: string;
  /** The endpoint's signing secret (`whsec_…`); all that are valid while it is being rolled. */
  readonly webhookSecrets: readonly string[];
  readonly deliver: (request: Request) => Promise<Response>;
  /** How long an answer is waited for, on the clock of the wall. */
  readonly timeoutMs: number;
};

/**
 * The events that are owed: kept on disk until they were taken, so each arrives at least once, also across a
 * crash, and perhaps twice. Only a 2xx takes one; else it comes again, later and later, for three days.
 */
export const outbox = (sender: Sender) => {
  const { store } = sender;
  let running: Promise<unknown> = Promise.resolve();
  return {
    due: (now: Instant): number => store.countDue(epochMs(now)),
    /** When the next event is owed; `null` when none is. */
    next: (): Instant | null => {
      const dueMs = store.nextDueMs();
      return dueMs === null ? null : fromEpochMs(dueMs);
    },
    /**
     * Sends what is due at `now`, or `atMost` of it, and answers how many were sent. Calls that overlap wait for each
     * other.
     */
    runDue: (now: Instant, atMost = Number.POSITIVE_INFINITY): Promise<number> => {
      const run = running.then(() => runAll(sender, epochMs(now), atMost));
      running = run.catch(() => undefined); // The caller hears of it; the next call begins anew.
      return run;
    },
  };
};

const atOnce = 64;

const runAll = async (sender: Sender, nowMs: number, atMost: number): Promise<number> => {
  let count = 0;
  while (count < atMost) {
    // What fails is postponed beyond `nowMs`, so this ends.
    const owed = sender.store.due(nowMs, Math.min(atOnce, atMost - count));
    if (owed.length === 0) break;
    // One after the other: in what order the real one sends, it does not promise.
    for (const one of owed) await send(sender, one, nowMs);
    count += owed.length;
  }
  return count;
};

const minute = 60_000;
const hour = 60 * minute;
const retriesMs = [minute, 10 * minute, hour, 6 * hour, 12 * hour, 24 * hour, 28 * hour];

const send = async (sender: Sender, owed: Owed, nowMs: number): Promise<void> => {
  const isTaken = await takes(sender, owed, nowMs);
  const againMs = isTaken ? undefined : retriesMs[owed.attempt];
  if (againMs === undefined) sender.store.settle(owed.seq);
  else sender.store.postpone(owed.seq, nowMs + againMs);
};

const takes = async (sender: Sender, { body }: Owed, nowMs: number): Promise<boolean> => {
  const patience = patienceOf(sender.timeoutMs);
  try {
    const answered = sender.deliver(requestFor(sender, body, Math.floor(nowMs / 1000)));
    const response = await Promise.race([answered, patience.over]);
    return response !== null && response.ok;
  } catch {
    return false;
  } finally {
    patience.end();
  }
};

const patienceOf = (ms: number): { readonly over: Promise<null>; readonly end: () => void } => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return { over, end: () => clearTimeout(timer) };
};

const requestFor = (
  { webhookUrl, webhookSecrets }: Sender,
  body: string,
  time: number,
): Request => {
  const signatures = webhookSecrets.map(
    (secret) => `v1=${createHmac("sha256", secret).update(`${time}.${body}`).digest("hex")}`,
  );
  return new Request(webhookUrl, {
    method: "POST",
    headers: {
      "content-type": "application/json; charset=utf-8",
      "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      "stripe-signature": [`t=${time}`, ...signatures].join(","),
    },
    body,
  });
};
