import { createHash, createHmac } from "node:crypto";
import { optOutTypeOf } from "#adapters/sandbox-carrier/phone";
import { type Account, numberFor } from "#adapters/sandbox-carrier/resource";
import type { CarrierMessage, CarrierStore, OwedCallback } from "#adapters/sandbox-carrier/store";
import { segmentsOf } from "#core/message/segments";
import { epochMs, fromEpochMs, type Instant } from "#core/kernel/time";

type Sender = {
  readonly store: CarrierStore;
  readonly account: Account;
  readonly inboundUrl: string;
  readonly deliver: (request: Request) => Promise<Response>;
  /** How long the carrier waits for an answer, on the clock of the wall. */
  readonly timeoutMs: number;
};

/**
 * The webhooks that the carrier owes: kept on disk until they were answered, so each arrives at least once,
 * also across a crash, and perhaps twice.
 *
 * An answer below 500 that comes in time is an answer. Otherwise the callback comes again after a while: a status a few
 * times, a customer's text until somebody takes it.
 */
export const outbox = (sender: Sender) => {
  const { store } = sender;
  let running: Promise<unknown> = Promise.resolve();

  return {
    due: (now: Instant): number => store.countDue(epochMs(now)),
    /** When the next webhook is owed; `null` when none is. */
    next: (): Instant | null => {
      const dueMs = store.nextDueMs();
      return dueMs === null ? null : fromEpochMs(dueMs);
    },
    /**
     * Sends what is due at `now`, or about `atMost` of it, and answers how many were sent. Calls that overlap
     * wait for each other.
     */
    runDue: (now: Instant, atMost = Number.POSITIVE_INFINITY): Promise<number> => {
      const run = running.then(() => runAll(sender, epochMs(now), atMost));
      running = run.catch(() => undefined); // The caller hears of it; the next call begins anew.
      return run;
    },
  };
};

const atOnce = 256;

const runAll = async (sender: Sender, nowMs: number, atMost: number): Promise<number> => {
  let count = 0;
  while (count < atMost) {
    // What fails is postponed beyond `nowMs`, so this ends.
    const wave = waveOf(sender.store, nowMs, Math.min(atOnce, atMost - count));
    if (wave.length === 0) break;
    await runWave(sender, wave, nowMs);
    count += wave.length;
  }
  return count;
};

type Owed = { readonly callback: OwedCallback; readonly message: CarrierMessage };

/** As many as may go together: what concerns the same person goes in order, one after the other. */
const waveOf = (store: CarrierStore, nowMs: number, atMost: number): readonly Owed[] => {
  const customers = new Set<string>();
  const wave: Owed[] = [];
  for (const callback of store.due(nowMs, atMost)) {
    const message = store.bySeq(callback.seq);
    if (message === null) throw new Error(`Cannot send callback ${callback.id}: no such message`);
    if (customers.has(message.customer)) break;
    customers.add(message.customer);
    wave.push({ callback, message });
  }
  return wave;
};

const runWave = async (sender: Sender, wave: readonly Owed[], nowMs: number): Promise<void> => {
  const { store } = sender;
  // First it is true, then it is told.
  await store.write(() => {
    for (const { callback, message } of wave)
      if (message.direction === "outbound" && callback.attempt === 0)
        store.setStatus(message.seq, callback, callback.dueMs);
  });

  const patience = patienceOf(sender.timeoutMs);
  const answered = await Promise.all(wave.map((owed) => isAnswered(sender, owed, patience.over)));
  patience.end();

  await store.write(() => {
    for (const [index, owed] of wave.entries()) {
      const againMs = answered[index] === true ? null : retryMs(owed);
      if (againMs === null) store.settle(owed.callback.id);
      else store.postpone(owed.callback.id, nowMs + againMs);
    }
  });
};

const retriesMs = [2000, 10_000, 60_000, 600_000] as const;

const retryMs = ({ callback, message }: Owed): number | null =>
  retriesMs[callback.attempt] ?? (message.direction === "inbound" ? retriesMs[3] : null);

/** One for a whole wave: all its webhooks are posted at the same moment. */
const patienceOf = (ms: number): { readonly over: Promise<null>; readonly end: () => void } => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return { over, end: () => clearTimeout(timer) };
};

const isAnswered = async (sender: Sender, owed: Owed, over: Promise<null>): Promise<boolean> => {
  const request = requestFor(sender, owed);
  if (request === null) return true;
  try {
    const response = await Promise.race([sender.deliver(request), over]);
    return response !== null && response.status < 500;
  } catch {
    return false;
  }
};

const requestFor = ({ account, inboundUrl }: Sender, owed: Owed): Request | null => {
  const { message, callback } = owed;
  const isInbound = message.direction === "inbound";
  const url = isInbound ? inboundUrl : message.callbackUrl;
  if (url === null) return null;

  const form = isInbound ? inboundForm(message, account) : statusForm(owed, account);
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      "user-agent": "TwilioProxy/1.1",
      "i-twilio-idempotency-token": createHash("sha256")
        .update(`${message.sid}/${callback.status}`)
        .digest("hex")
        .slice(0, 32),
      "x-twilio-signature": signature(account.authToken, url, form),
    },
    body: new URLSearchParams(form).toString(),
  });
};

type Form = Readonly<Record<string, string>>;

const statusForm = ({ message, callback }: Owed, account: Account): Form => ({
  ApiVersion: "2010-04-01",
  AccountSid: account.accountSid,
  MessageSid: message.sid,
  MessageStatus: callback.status,
  SmsSid: message.sid,
  SmsStatus: callback.status,
  From: numberFor(message, account),
  To: message.customer,
  ...(callback.errorCode === null ? {} : { ErrorCode: String(callback.errorCode) }),
  ...(message.serviceSid === null ? {} : { MessagingServiceSid: message.serviceSid }),
});

const inboundForm = (message: CarrierMessage, account: Account): Form => {
  const optOutType = optOutTypeOf(message.body);
  return {
    ApiVersion: "2010-04-01",
    AccountSid: account.accountSid,
    MessageSid: message.sid,
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    SmsStatus: "received",
    From: message.customer,
    To: numberFor(message, account),
    Body: message.body,
    NumMedia: "0",
    NumSegments: String(segmentsOf(message.body).segments),
    ...(optOutType === null ? {} : { OptOutType: optOutType }),
  };
};

/** base64(HMAC-SHA1(auth token, URL followed by every name and value, sorted by name)). */
const signature = (authToken: string, url: string, form: Form): string => {
  const pairs = Object.entries(form).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return createHmac("sha1", authToken)
    .update(url + pairs.flat().join(""))
    .digest("base64");
};
