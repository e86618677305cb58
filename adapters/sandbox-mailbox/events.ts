import { createHash, createSign, generateKeyPairSync } from "node:crypto";
import type { Mail, MailStore, Owed } from "#adapters/sandbox-mailbox/store";
import { epochMs, fromEpochMs, type Instant } from "#core/kernel/time";

export type EventSettings = {
  readonly store: MailStore;
  /** The topic that the events go to, and the address that has subscribed to it. */
  readonly topic: string;
  readonly hookUrl: string;
  readonly deliver: (request: Request) => Promise<Response>;
  readonly timeoutMs: number;
};

/**
 * The notifications that are owed: kept on disk until they were answered, so each arrives at least once. They are
 * signed when they go, under a key that is made anew with each start; `certificateAt` is where it is found.
 */
export const outbox = (settings: EventSettings) => {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const publicKey = keys.publicKey.export({ type: "spki", format: "pem" }).toString();
  const certificateUrl = `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${fingerprint(publicKey)}.pem`;
  const sign = (text: string): string =>
    createSign("RSA-SHA256").update(text).sign(keys.privateKey, "base64");
  let running: Promise<unknown> = Promise.resolve();
  return {
    next: (): Instant | null => {
      const dueMs = settings.store.nextDueMs();
      return dueMs === null ? null : fromEpochMs(dueMs);
    },
    /**
     * Sends what is due at `now`, or `atMost` of it, and answers how many were sent. Calls that overlap wait for each
     * other.
     */
    runDue: (now: Instant, atMost = Number.POSITIVE_INFINITY): Promise<number> => {
      const due = { nowMs: epochMs(now), atMost };
      const run = running.then(() => runAll(settings, { sign, certificateUrl }, due));
      running = run.catch(() => undefined); // The caller hears of it; the next call begins anew.
      return run;
    },
    certificateAt: async (url: string): Promise<string | null> =>
      url === certificateUrl ? publicKey : null,
  };
};

type Seal = { readonly sign: (text: string) => string; readonly certificateUrl: string };

const fingerprint = (key: string): string =>
  createHash("sha256").update(key).digest("hex").slice(0, 32);

const runAll = async (
  settings: EventSettings,
  seal: Seal,
  { nowMs, atMost }: { readonly nowMs: number; readonly atMost: number },
): Promise<number> => {
  let count = 0;
  while (count < atMost) {
    // What fails is postponed beyond `nowMs`, so this ends.
    const owed = settings.store.due(nowMs, Math.min(64, atMost - count));
    if (owed.length === 0) break;
    for (const one of owed) await send(settings, seal, one);
    count += owed.length;
  }
  return count;
};

const retriesMs = [20_000, 20_000, 20_000, 60_000, 600_000] as const;

const send = async (settings: EventSettings, seal: Seal, owed: Owed): Promise<void> => {
  const { store } = settings;
  const mail = store.bySeq(owed.seq);
  if (mail === null) throw new Error(`Cannot tell of e-mail ${owed.seq}: there is none`);
  if (owed.attempt === 0) store.setStatus(mail.seq, statusBy(owed.event, mail.status));
  const isTaken = await takes(settings, requestFor(settings, seal, owed, mail));
  const againMs = isTaken ? undefined : retriesMs[owed.attempt];
  if (againMs === undefined) store.settle(owed.id);
  else store.postpone(owed.id, owed.dueMs + againMs);
};

const statusBy = (event: string, before: string): string => {
  if (event === "Send") return "sent";
  if (event === "Delivery") return "delivered";
  return event === "Complaint" ? `${before}, called unwanted` : "bounced";
};

const takes = async ({ deliver, timeoutMs }: EventSettings, request: Request): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), timeoutMs);
  });
  try {
    const response = await Promise.race([deliver(request), over]);
    return response !== null && response.ok;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
};

const requestFor = (
  { topic, hookUrl }: EventSettings,
  { sign, certificateUrl }: Seal,
  ...[owed, mail]: [Owed, Mail]
): Request => {
  const Message = JSON.stringify(eventOf(owed, mail));
  const MessageId = `00000000-0000-4000-8000-${String(owed.id).padStart(12, "0")}`;
  const Timestamp = fromEpochMs(owed.dueMs);
  const text = `Message\n${Message}\nMessageId\n${MessageId}\nTimestamp\n${Timestamp}\nTopicArn\n${topic}\nType\nNotification\n`;
  const notification = {
    Type: "Notification",
    MessageId,
    TopicArn: topic,
    Message,
    Timestamp,
    SignatureVersion: "2",
    Signature: sign(text),
    SigningCertURL: certificateUrl,
    UnsubscribeURL: "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe",
  };
  return new Request(hookUrl, {
    method: "POST",
    headers: {
      "content-type": "text/plain; charset=UTF-8",
      "x-amz-sns-message-type": "Notification",
      "x-amz-sns-topic-arn": topic,
    },
    body: JSON.stringify(notification),
  });
};

/** As SES writes it, without what nobody here reads. */
const eventOf = ({ event, dueMs }: Owed, mail: Mail) => {
  const [eventType = "", bounceType] = event.split(":");
  const timestamp = fromEpochMs(dueMs);
  const tags = JSON.parse(mail.tags) as readonly {
    readonly Name: string;
    readonly Value: string;
  }[];
  const recipients = [{ emailAddress: mail.recipient }];
  return {
    eventType,
    mail: {
      timestamp: fromEpochMs(mail.createdMs),
      source: mail.sender,
      messageId: mail.id,
      destination: [mail.recipient],
      tags: Object.fromEntries(tags.map(({ Name, Value }) => [Name, [Value]])),
    },
    ...(eventType === "Delivery" && { delivery: { timestamp, recipients: [mail.recipient] } }),
    ...(eventType === "Send" && { send: {} }),
    ...(eventType === "Complaint" && {
      complaint: { timestamp, complainedRecipients: recipients, complaintFeedbackType: "abuse" },
    }),
    ...(bounceType !== undefined && {
      bounce: {
        timestamp,
        bounceType,
        bounceSubType: bounceType === "Permanent" ? "General" : "MailboxFull",
        bouncedRecipients: recipients.map((one) => ({
          ...one,
          action: "failed",
          status: bounceType === "Permanent" ? "5.1.1" : "4.2.2",
        })),
      },
    }),
  };
};
