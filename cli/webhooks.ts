import { readFileSync } from "node:fs";
import { exit, type Failure } from "#cli/command";
import { reach } from "#cli/server";
import { phoneFrom } from "#core/kernel/phone";
import { ok, type Result, refuse } from "#core/kernel/result";
import { at, type Instant, instantFrom, plusMs } from "#core/kernel/time";
import {
  calendlyWebhook,
  newBooking,
  type SandboxFile,
  twilioWebhook,
} from "#local/outside-program";
import type { Webhook } from "#local/outside-program";
import {
  type JsonProvider,
  paymentEvent,
  paymentEvents,
  signedJson,
  statusWebhook,
} from "#local/outside-webhooks";

export type Values = {
  readonly [K in "name" | "phone" | "email" | "zone" | "amount" | "currency"]: string;
} & {
  readonly [K in
    | "start"
    | "file"
    | "from"
    | "body"
    | "sid"
    | "status"
    | "error"
    | "execution"
    | "payment"
    | "refunded"]?: string | undefined;
};

type Sent = Result<Webhook, Failure>;
type Wish = {
  readonly sandbox: SandboxFile;
  readonly values: Values;
  readonly what: string | null;
};

/** What each provider would send, by what stands on the command line. */
export const webhookOf = async (
  provider: JsonProvider | "twilio" | "twilio-status",
  wish: Wish,
): Promise<Sent> => {
  if (provider === "twilio") return texted(wish);
  if (provider === "twilio-status") return reported(wish);
  const { sandbox, values } = wish;
  if (values.file !== undefined) return fromFile(sandbox, provider, values.file);
  if (provider === "calendly") return booked(wish);
  return provider === "stripe"
    ? paid(wish)
    : unusable(`Cannot send what ${provider} says: give its body with --file BODY.`);
};

const fromFile = (sandbox: SandboxFile, provider: JsonProvider, path: string): Sent => {
  const body = fileText(path);
  return body.ok
    ? ok(signedJson(sandbox, provider, { body: body.value, nowMs: Date.now() }))
    : body;
};

const booked = async ({ sandbox, values }: Wish): Promise<Sent> => {
  const start = values.start === undefined ? null : instantFrom(values.start);
  if (values.start !== undefined && start === null)
    return unusable(
      `Cannot use --start "${values.start}": it is no instant such as 2026-03-03T15:00:00Z.`,
    );
  const now = await clockOf(sandbox);
  if (!now.ok) return now;
  const { name, email, phone, zone } = values;
  const wish = { name, email, phone, zone, start: start ?? plusMs(now.value, threeDaysMs) };
  return ok(calendlyWebhook(sandbox, newBooking(wish, now.value), Date.now()));
};

const threeDaysMs = 3 * 86_400_000;

const texted = ({ sandbox, values: { from, body } }: Wish): Sent => {
  if (from === undefined || body === undefined)
    return unusable("Cannot send a text: it needs --from and --body.");
  const phone = phoneFrom(from, "US");
  return phone === null
    ? unusable(`Cannot text from "${from}": it is no phone number such as +14045550123.`)
    : ok(twilioWebhook(sandbox, { from: phone, body }));
};

const reported = ({ sandbox, values: { sid, status, error } }: Wish): Sent =>
  sid === undefined || status === undefined
    ? unusable("Cannot report on a text: it needs --sid and --status.")
    : ok(statusWebhook(sandbox, { sid, status, ...(error !== undefined && { error }) }));

const paid = ({ sandbox, values, what }: Wish): Sent => {
  const word = paymentEvents.find((one) => one === what);
  const { execution, amount, currency } = values;
  if (word === undefined)
    return unusable(`Cannot send what Stripe says: name ${paymentEvents.join(", ")}, or a --file.`);
  if (execution === undefined)
    return unusable("Cannot send what Stripe says: it needs the --execution of the link to pay.");
  if (!cents.test(amount))
    return unusable(`Cannot use --amount "${amount}": it is no whole number of cents.`);
  const refunded = values.refunded ?? amount;
  const wrong = values.refunded === undefined ? null : whyNotRefunded(word, refunded, amount);
  if (wrong !== null) return unusable(`Cannot use --refunded "${refunded}": ${wrong}.`);
  // The same deposit has the same payment, so that what is paid can be given back.
  const payment = values.payment ?? `pi_${execution.replaceAll(/\W/g, "").slice(-24)}`;
  const money = { amountMinor: Number(amount), refundedMinor: Number(refunded), currency };
  const body = paymentEvent(sandbox, { what: word, execution, payment, ...money });
  return ok(signedJson(sandbox, "stripe", { body, nowMs: Date.now() }));
};

const cents = /^\d{1,9}$/;

const whyNotRefunded = (what: string, refunded: string, amount: string): string | null => {
  if (what !== "refunded") return "it only goes with refunded";
  if (!cents.test(refunded)) return "it is no whole number of cents";
  return Number(refunded) > Number(amount) ? `only ${amount} was paid` : null;
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
  refuse<Failure>({
    code: "arguments_invalid",
    message,
    advice: "aro send-webhook --help tells how.",
    exit: exit.invalidInput,
  });
