import * as z from "zod";
import { type MailCall, type MailFault, suffering } from "#adapters/sandbox-mailbox/faults";
import { refused } from "#adapters/sandbox-mailbox/refusals";
import { isSigned } from "#adapters/sandbox-mailbox/signature";
import type { Mail, MailStore } from "#adapters/sandbox-mailbox/store";
import { epochMs } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";

/** The one account of the sandbox: made up, in the real format. */
export type MailAccount = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  /** The address that may send, bare. */
  readonly from: string;
  readonly configurationSet: string;
};

type Rest = {
  readonly store: MailStore;
  readonly clock: Clock;
  readonly account: MailAccount;
  readonly faults: (call: MailCall) => MailFault;
  readonly era?: number | undefined;
};

/** The service's API, as far as it is played: sending one e-mail with simple content. */
export const restFace =
  (rest: Rest) =>
  async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    if (request.method !== "POST" || url.pathname !== "/v2/email/outbound-emails")
      return refused("no_such_operation");
    return suffering(rest.faults({ operation: "send" }), request, async () => {
      const body = await request.text();
      const { account: known, clock } = rest;
      if (!isSigned(request, body, { known, now: clock.now() }))
        return refused("signature_differs");
      return send(rest, body);
    });
  };

const send = ({ store, clock, account, era }: Rest, body: string): Response => {
  const read = sending.safeParse(parsed(body));
  if (!read.success) return refused("malformed");
  const { FromEmailAddress: sender, ConfigurationSetName: set, Content, EmailTags } = read.data;
  if (!sender.endsWith(account.from) && !sender.endsWith(`<${account.from}>`))
    return refused("sender_unverified");
  if (set !== account.configurationSet) return refused("no_such_set");

  const [recipient = ""] = read.data.Destination.ToAddresses;
  if (!/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(recipient)) return refused("address_illegal");
  const createdMs = epochMs(clock.now());
  const mail = store.whole(() => {
    const made = store.insertMail((seq) => ({
      seq,
      id: idOf(seq, era),
      sender,
      recipient,
      subject: Content.Simple.Subject.Data,
      body: Content.Simple.Body.Text.Data,
      tags: JSON.stringify(EmailTags),
      status: "sending",
      createdMs,
    }));
    for (const { event, afterMs } of fateOf(made))
      store.owe({ seq: made.seq, event, dueMs: createdMs + afterMs });
    return made;
  });
  return Response.json({ MessageId: mail.id });
};

const idOf = (seq: number, era = 0): string =>
  `0100sandbox${eight(seq)}-${eight(era)}-0000-4000-8000-000000000000-000000`;

const eight = (number: number): string => String(number).padStart(8, "0");

/**
 * What becomes of an e-mail: it arrives, unless it goes to one of the addresses of SES's own simulator, or to
 * `full@`, ours, whose mailbox is full today.
 *
 * Source: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
 */
const fateOf = ({ recipient }: Mail): readonly { event: string; afterMs: number }[] => {
  const sent = { event: "Send", afterMs: 500 };
  const delivered = { event: "Delivery", afterMs: 2000 };
  const own = fates.get(recipient.toLowerCase());
  return own === undefined ? [sent, delivered] : [sent, ...own];
};

const fates: ReadonlyMap<string, readonly { event: string; afterMs: number }[]> = new Map([
  ["bounce@simulator.amazonses.com", [{ event: "Bounce:Permanent", afterMs: 2000 }]],
  ["suppressionlist@simulator.amazonses.com", [{ event: "Bounce:Permanent", afterMs: 1000 }]],
  ["full@simulator.amazonses.com", [{ event: "Bounce:Transient", afterMs: 2000 }]],
  [
    "complaint@simulator.amazonses.com",
    [
      { event: "Delivery", afterMs: 2000 },
      { event: "Complaint", afterMs: 60_000 },
    ],
  ],
]);

const sending = z.object({
  FromEmailAddress: z.string(),
  ConfigurationSetName: z.string(),
  Destination: z.object({ ToAddresses: z.array(z.string()).length(1) }),
  EmailTags: z
    .array(
      z.object({
        Name: z.string().regex(/^[\w-]{1,256}$/),
        Value: z.string().regex(/^[\w-]{1,256}$/),
      }),
    )
    .default([]),
  Content: z.object({
    Simple: z.object({
      Subject: z.object({ Data: z.string().regex(/^[^\r\n]{1,998}$/) }),
      Body: z.object({ Text: z.object({ Data: z.string().min(1) }) }),
    }),
  }),
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
