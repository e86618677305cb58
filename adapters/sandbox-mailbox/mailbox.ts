import { outbox } from "#adapters/sandbox-mailbox/events";
import type { MailCall, MailFault } from "#adapters/sandbox-mailbox/faults";
import { type MailAccount, restFace } from "#adapters/sandbox-mailbox/rest";
import { openStore } from "#adapters/sandbox-mailbox/store";
import { fromEpochMs, type Instant } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";

export type MailboxSettings = {
  /** Its own SQLite file; `:memory:` for one that forgets. */
  readonly path: string;
  readonly era?: number | undefined;
  readonly clock: Clock;
  readonly account: MailAccount;
  readonly topic: string;
  readonly hookUrl: string;
  /** How a notification reaches us. It may throw, and may be answered or not. */
  readonly deliver: (request: Request) => Promise<Response>;
  readonly timeoutMs?: number;
  readonly faults?: (call: MailCall) => MailFault;
};

type Letter = {
  readonly id: string;
  readonly from: string;
  readonly subject: string;
  readonly body: string;
  readonly at: Instant;
  readonly status: string;
};

export type Mailbox = {
  /** The API, without a network in between. Throws as `fetch` does when the connection breaks. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** What stands in somebody's mailbox, oldest first. */
  readonly letters: (address: string) => readonly Letter[];
  /** Where the certificate is found that its notifications are signed under. */
  readonly certificateAt: (url: string) => Promise<string | null>;
  readonly next: () => Instant | null;
  readonly runDue: (now: Instant, atMost?: number) => Promise<number>;
  readonly close: () => void;
};

/**
 * A mail service with one account, which behaves from outside like Amazon SES and SNS, and the mailboxes behind it.
 * Time moves only when its clock does: nothing is told unless `runDue` is called.
 */
export const createMailbox = (settings: MailboxSettings): Mailbox => {
  const { path, clock, account, topic, hookUrl, deliver } = settings;
  const { timeoutMs = 15_000, faults = () => "run" } = settings;
  const store = openStore(path);
  return {
    fetch: restFace({ store, clock, account, faults, era: settings.era }),
    letters: (address) =>
      store.mailTo(address).map(({ id, sender, subject, body, createdMs, status }) => ({
        id,
        from: sender,
        subject,
        body,
        at: fromEpochMs(createdMs),
        status,
      })),
    ...outbox({ store, topic, hookUrl, deliver, timeoutMs }),
    close: store.close,
  };
};
