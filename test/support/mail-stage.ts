import type { MailFault } from "#adapters/sandbox-mailbox/faults";
import {
  createMailbox,
  type Mailbox,
  type MailboxSettings,
} from "#adapters/sandbox-mailbox/mailbox";
import type { MailAccount } from "#adapters/sandbox-mailbox/rest";
import { sandboxTopic } from "#adapters/sandbox-mailbox/topic";
import { createSesMessenger, type SesSettings } from "#adapters/ses/outbound";
import type { Stage } from "#test/contract/contract";
import type { MessengerStage, Mishap } from "#test/contract/messenger";
import { reminder, start, turnableClock } from "#test/support/carrier-stage";

export const mailAccount: MailAccount = {
  accessKeyId: "ASANDBOXSANDBOXSANDB",
  secretAccessKey: "sandbox",
  region: "us-east-1",
  from: "hello@example.com",
  configurationSet: "aro",
};

const mailHook = "https://aro.example.com/v1/webhooks/ses/ep1";
export const mrsItosMail = "ito@example.com";

export type MailStage = {
  readonly mailbox: Mailbox;
  readonly clock: ReturnType<typeof turnableClock>;
  /** Every notification that was posted, in order. */
  readonly received: readonly Request[];
  /** What the next notifications are answered with, one each; 200 after that. */
  readonly answerWith: (...statuses: readonly number[]) => void;
};

export const mailStage = (settings: Partial<MailboxSettings> = {}): MailStage => {
  const clock = turnableClock();
  const received: Request[] = [];
  const answers: number[] = [];
  const mailbox = createMailbox({
    path: ":memory:",
    clock,
    account: mailAccount,
    topic: sandboxTopic,
    hookUrl: mailHook,
    deliver: async (request) => {
      received.push(request);
      return new Response(null, { status: answers.shift() ?? 200 });
    },
    ...settings,
  });
  return { mailbox, clock, received, answerWith: (...more) => void answers.push(...more) };
};

export const mailerOver = (fetch: SesSettings["fetch"], settings: Partial<SesSettings> = {}) =>
  createSesMessenger({
    fetch,
    region: mailAccount.region,
    credentials: async () => mailAccount,
    from: `Riverside Clinic <${mailAccount.from}>`,
    configurationSet: mailAccount.configurationSet,
    timeoutMs: 10_000,
    ...settings,
  });

export const letter = (changes: Parameters<typeof reminder>[0] = {}) =>
  reminder({ to: { kind: "email", email: mrsItosMail }, subject: "Your visit", ...changes });

const faultBy: Readonly<Record<Mishap, MailFault>> = {
  "broken before": "fail-before",
  "accepted, then broken": "lose-reply",
  "accepted, then silence": "hang",
  "server error": "http-500",
  nonsense: "garbage",
  throttled: "http-429",
};

/** The SES adapter, and the simulated mail service at the other end. */
export const mailMessengerStage = (): Stage<MessengerStage> => {
  const mishaps: Mishap[] = [];
  const { mailbox } = mailStage({
    faults: () => {
      const mishap = mishaps.shift();
      return mishap === undefined ? "run" : faultBy[mishap];
    },
  });
  return {
    port: {
      messenger: mailerOver(mailbox.fetch, { timeoutMs: 250 }),
      now: start,
      message: letter(),
      refused: { kind: "email", email: "nobody" },
      refusedWhy: "request_malformed",
      other: { kind: "email", email: "somebody@example.com" },
      foreign: { kind: "phone", phone: "+14045550134" },
      first: "accepted",
      canLook: false,
      accepted: (to) => (to.kind === "email" ? mailbox.letters(to.email).map(({ id }) => id) : []),
      befall: (...befalling) => void mishaps.push(...befalling),
    },
    close: mailbox.close,
  };
};
