import { join } from "node:path";
import type { SandboxClock } from "#adapters/local/clock";
import { asDataUnusable } from "#adapters/local/data-unusable";
import type { MailAccount } from "#adapters/sandbox-mailbox/rest";
import {
  createMailbox,
  type Mailbox,
  type MailboxSettings,
} from "#adapters/sandbox-mailbox/mailbox";
import { sandboxTopic } from "#adapters/sandbox-mailbox/topic";
import { createSesMessenger } from "#adapters/ses/outbound";
import { within } from "#adapters/time-limit";
import { emailFrom } from "#core/intake/plain-text";
import type { Messenger } from "#core/ports/messenger";
import type { Deps } from "#functions/deps";
import { done, refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";
import type { Composed, Surroundings } from "#local/compose";
import type { Route } from "#local/gateway";
import type { Seeded } from "#local/seed";
import type { Drive } from "#local/turn";

/** The account of the sandbox's mail service: made up, in the real format. */
export const sandboxMailAccount: MailAccount = {
  accessKeyId: "ASANDBOXSANDBOXSANDB",
  secretAccessKey: "sandbox",
  region: "us-east-1",
  from: "hello@riverside-clinic.example",
  configurationSet: "aro",
};

type Parts = {
  readonly around: Surroundings;
  readonly seeded: Seeded;
  readonly clock: SandboxClock | null;
};

type Mail = {
  readonly mailbox: Mailbox | null;
  /** `null` where e-mails are not set up. */
  readonly messenger: Messenger | null;
  readonly door: Deps["mail"];
};

/** What carries e-mails, and in the sandbox the mailboxes behind it. */
export const mailOf = (parts: Parts, insideUrl: string): Mail => {
  const { clock } = parts;
  if (clock === null) return { mailbox: null, messenger: liveMessenger(parts.around), door: sns };
  const mailbox = sandboxMailbox({ ...parts, clock }, insideUrl);
  const messenger = createSesMessenger({
    ...sandboxMailAccount,
    fetch: mailbox.fetch,
    credentials: async () => sandboxMailAccount,
    from: `Riverside Clinic <${sandboxMailAccount.from}>`,
    timeoutMs,
  });
  const { certificateAt } = mailbox;
  return { mailbox, messenger, door: { certificateAt, confirm: async () => false } };
};

const sandboxMailbox = (
  { around, seeded, clock }: Parts & { readonly clock: SandboxClock },
  insideUrl: string,
): Mailbox => {
  const path = join(around.configuration.ARO_DATA, "mailbox.db");
  const { mailFaults } = around;
  try {
    return createMailbox({
      path,
      era: around.era,
      clock,
      account: sandboxMailAccount,
      topic: sandboxTopic,
      hookUrl: `${insideUrl}/v1/webhooks/ses/${seeded.ses.id}`,
      deliver: around.deliver,
      ...(mailFaults === undefined ? {} : { faults: mailFaults }),
    });
  } catch (error) {
    throw asDataUnusable(error, path);
  }
};

export type MailFaults = MailboxSettings["faults"];

/** SES answers within a second or two. */
const timeoutMs = 10_000;

const liveMessenger = ({ configuration: set }: Surroundings): Messenger | null => {
  if (set.ARO_MODE !== "live" || set.SES_REGION === undefined) return null;
  const credentials = {
    accessKeyId: set.SES_ACCESS_KEY_ID ?? "",
    secretAccessKey: set.SES_SECRET_ACCESS_KEY ?? "",
  };
  return createSesMessenger({
    fetch,
    region: set.SES_REGION,
    credentials: async () => credentials,
    from: set.SES_FROM ?? "",
    configurationSet: set.SES_CONFIGURATION_SET ?? "",
    timeoutMs,
  });
};

/** SNS itself; whether an address is its own has been asked before. A certificate is fetched once. */
const certificates = new Map<string, string>();
const sns: Deps["mail"] = {
  certificateAt: async (url) => {
    const known = certificates.get(url);
    if (known !== undefined) return known;
    const pem = await got(url);
    if (pem !== null) certificates.set(url, pem);
    return pem;
  },
  confirm: async (url) => (await got(url)) !== null,
};

const got = async (url: string): Promise<string | null> => {
  const answered = await within(timeoutMs, async (signal) => {
    try {
      const response = await fetch(url, { redirect: "error", signal });
      return response.ok ? await response.text() : null;
    } catch {
      return null;
    }
  });
  return answered === "timeout" ? null : answered;
};

/** Somebody's mailbox, where e-mails are played: read like the phone, after everything that is due has happened. */
export const mailboxRoutes = (
  { mailbox }: Pick<Composed, "mailbox">,
  drive: Drive,
): readonly Route[] => {
  if (mailbox === null) return [];
  return [
    {
      method: "GET",
      path: "/sandbox/mailbox/:address",
      door: async (request, { address = "" }) => {
        const email = emailFrom(address);
        if (email === null)
          return refusal(
            { code: "payload_invalid", details: { path: "address" } },
            correlationOf(request),
          );
        await drive.drain();
        return done({ address: email, letters: mailbox.letters(email) });
      },
    },
  ];
};
