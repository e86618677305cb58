import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Failure, type Io, misused } from "#cli/command";
import { reach, readSandboxFile } from "#cli/server";
import { ok, type Result, refuse } from "#core/kernel/result";
import { at, type Instant, instantFrom, plusMs } from "#core/kernel/time";
import type * as outsideProgram from "#local/outside-program";
import type { SandboxFile, Webhook } from "#local/outside-program";

export const command: Command = {
  name: "send-webhook",
  summary: "Send a signed webhook to a running server, as Calendly or Twilio would",
  usage: `calendly [--name NAME] [--phone PHONE] [--email EMAIL] [--zone ZONE] [--start INSTANT]
       aro send-webhook calendly --file BODY.json
       aro send-webhook twilio --from PHONE --body TEXT

  --file FILE     sends exactly these bytes
  --start         an instant such as 2026-03-03T15:00:00Z; three days from now where nothing is said
  --from, --body  whose phone texts what
  --data FOLDER   data folder of the server, instead of ARO_DATA; it runs in sandbox mode

Ends with 1 where the server refuses the webhook.`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
    });
    const [provider, ...more] = positionals;
    if (more.length > 0 || (provider !== "calendly" && provider !== "twilio"))
      return misused(
        io,
        'Cannot send: say which, "calendly" or "twilio".',
        "For example: aro send-webhook calendly",
      );

    const found = readSandboxFile(values);
    if (!found.ok) return fail(io, found.refusal);
    const { content, path } = found.value;
    const outside = await import("#local/outside-program");
    const webhook =
      provider === "calendly"
        ? await calendly(outside, content, values)
        : texted(outside, content, values);
    if (!webhook.ok) return fail(io, webhook.refusal);
    return send(io, webhook.value, { from: path, baseUrl: content.baseUrl });
  },
};

const options = {
  name: { type: "string", default: "Ada Example" },
  phone: { type: "string", default: "+1 404-555-0123" },
  email: { type: "string", default: "ada@example.com" },
  zone: { type: "string", default: "America/New_York" },
  start: { type: "string" },
  file: { type: "string" },
  from: { type: "string" },
  body: { type: "string" },
  data: { type: "string" },
} as const;

type Values = {
  readonly [K in "name" | "phone" | "email" | "zone"]: string;
} & { readonly [K in "start" | "file" | "from" | "body"]?: string | undefined };

type Outside = Pick<typeof outsideProgram, "calendlyWebhook" | "newBooking" | "twilioWebhook">;

const calendly = async (
  { calendlyWebhook, newBooking }: Outside,
  sandbox: SandboxFile,
  values: Values,
): Promise<Result<Webhook, Failure>> => {
  const nowMs = Date.now();
  if (values.file !== undefined) {
    const body = fileText(values.file);
    return body.ok ? ok(calendlyWebhook(sandbox, body.value, nowMs)) : body;
  }
  const start = values.start === undefined ? null : instantFrom(values.start);
  if (values.start !== undefined && start === null)
    return unusable(
      `Cannot use --start "${values.start}": it is no instant such as 2026-03-03T15:00:00Z.`,
    );
  const now = await clockOf(sandbox);
  if (!now.ok) return now;
  const { name, email, phone, zone } = values;
  const wish = { name, email, phone, zone, start: start ?? plusMs(now.value, threeDaysMs) };
  return ok(calendlyWebhook(sandbox, newBooking(wish, now.value), nowMs));
};

const threeDaysMs = 3 * 86_400_000;

const texted = (
  { twilioWebhook }: Outside,
  sandbox: SandboxFile,
  { from, body }: Values,
): Result<Webhook, Failure> =>
  from === undefined || body === undefined
    ? unusable("Cannot send a text: it needs --from and --body.")
    : ok(twilioWebhook(sandbox, { from, body }));

const send = async (
  io: Io,
  { url, headers, body }: Webhook,
  where: { readonly from: string; readonly baseUrl: string },
): Promise<number> => {
  const answer = await reach(where, url, { method: "POST", headers, body });
  if (!answer.ok) return fail(io, answer.refusal);
  const taken = typeof answer.value === "string" ? { outcome: "accepted" } : answer.value;
  if (io.isJson) document(io, taken);
  else io.out(`Sent to ${url}: ${(taken as { outcome?: string }).outcome ?? "accepted"}`);
  return exit.ok;
};

/** What the server's clock shows; in the sandbox it may have been turned. */
const clockOf = async ({ sandbox, baseUrl }: SandboxFile): Promise<Result<Instant, Failure>> => {
  const answer = await reach({ from: "sandbox.json", baseUrl }, sandbox.clock, {});
  return answer.ok ? ok(at((answer.value as { readonly now: string }).now)) : answer;
};

const fileText = (path: string): Result<string, Failure> => {
  try {
    return ok(readFileSync(path, "utf8"));
  } catch {
    return unusable(`Cannot read "${path}".`);
  }
};

const unusable = (message: string) =>
  refuse<Failure>({ code: "arguments_invalid", message, exit: exit.invalidInput });
