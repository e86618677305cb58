import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Io, misused } from "#cli/command";
import { reach, readSandboxFile } from "#cli/server";
import type { Webhook } from "#local/outside-program";

export const command: Command = {
  name: "send-webhook",
  summary: "Send a signed webhook to a running server, as a provider would",
  usage: `calendly [--name NAME] [--phone PHONE] [--email EMAIL] [--zone ZONE] [--start INSTANT]
       aro send-webhook twilio --from PHONE --body TEXT
       aro send-webhook twilio-status --sid SID --status STATUS [--error CODE]
       aro send-webhook stripe paid|pending|succeeded|failed|refunded|disputed --execution ID
                               [--payment ID] [--amount CENTS] [--refunded CENTS] [--currency USD]
       aro send-webhook calendly|calcom|acuity|square|stripe --file BODY

  stripe          by card: paid; by bank: pending, and days later succeeded or failed
  --file FILE     sends exactly these bytes
  --start         an instant such as 2026-03-03T15:00:00Z; three days from now where nothing is said
  --from, --body  whose phone texts what
  --sid           which text: its sid, as GET /sandbox/phone/{e164} lists it
  --status        delivered, undelivered, failed …; --error is the carrier's own code, such as 30005
  --execution     of the link to pay, among the ids of the visit's timeline
  --payment       the payment's id; where nothing is said, the same for the same link
  --amount        what was paid; another amount than was asked is possible. 5000 where nothing is said
  --refunded      what was given back in all, with "refunded"; all of it where nothing is said
  --data FOLDER   data folder of the server, instead of ARO_DATA; it runs in sandbox mode

Ends with 1 where the server refuses the webhook.`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
    });
    const [named, what = null, ...more] = positionals;
    const provider = providers.find((one) => one === named);
    if (provider === undefined || more.length > 0 || (what !== null && provider !== "stripe"))
      return misused(
        io,
        `Cannot send: say which, ${providers.join(", ")}.`,
        "For example: aro send-webhook calendly",
      );

    const found = readSandboxFile(values);
    if (!found.ok) return fail(io, found.refusal);
    const { content: sandbox, path } = found.value;
    const { webhookOf } = await import("#cli/webhooks");
    const webhook = await webhookOf(provider, { sandbox, values, what });
    if (!webhook.ok) return fail(io, webhook.refusal);
    return send(io, webhook.value, { from: path, baseUrl: sandbox.baseUrl });
  },
};

const providers = [
  "calendly",
  "calcom",
  "acuity",
  "square",
  "twilio",
  "twilio-status",
  "stripe",
] as const;

const options = {
  name: { type: "string", default: "Ada Example" },
  phone: { type: "string", default: "+1 404-555-0123" },
  email: { type: "string", default: "ada@example.com" },
  zone: { type: "string", default: "America/New_York" },
  start: { type: "string" },
  file: { type: "string" },
  from: { type: "string" },
  body: { type: "string" },
  sid: { type: "string" },
  status: { type: "string" },
  error: { type: "string" },
  execution: { type: "string" },
  payment: { type: "string" },
  refunded: { type: "string" },
  amount: { type: "string", default: "5000" },
  currency: { type: "string", default: "USD" },
  data: { type: "string" },
} as const;

const send = async (
  io: Io,
  { url, headers, body }: Webhook,
  where: { readonly from: string; readonly baseUrl: string },
): Promise<number> => {
  const answer = await reach(where, url, { method: "POST", headers, body });
  if (!answer.ok) return fail(io, answer.refusal);
  const taken = typeof answer.value === "string" ? { outcome: "accepted" } : answer.value;
  const { outcome = "accepted", why } = taken as { outcome?: string; why?: string };
  if (io.isJson) document(io, taken);
  else io.out(`Sent to ${url}: ${outcome}${why === undefined ? "" : ` (${why})`}`);
  return exit.ok;
};
