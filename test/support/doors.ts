import { createHmac } from "node:crypto";
import { sign } from "#adapters/calendly/sample";
import type { TestHouse } from "#test/support/house";
import { epochMs, type Instant } from "#core/kernel/time";
import { sandboxAccount } from "#local/seed";

/** What stood in an answer: every refusal has an `error`, every other has none. */
export type Answer = {
  readonly status: number;
  readonly outcome: string | undefined;
  readonly error:
    | {
        readonly code: string;
        readonly message: string;
        readonly details: Readonly<Record<string, unknown>>;
        readonly retryable: boolean;
        readonly correlationId: string;
      }
    | undefined;
};

export const answerOf = async (response: Response): Promise<Answer> => {
  const body = (await response.json()) as Pick<Answer, "outcome" | "error">;
  return { status: response.status, outcome: body.outcome, error: body.error };
};

export type Posted = {
  readonly body: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  readonly endpoint?: string;
};

export const calendlyRequest = (house: TestHouse, posted: Posted): Request => {
  const { id } = house.composed.seeded.calendly;
  return new Request(`http://127.0.0.1/v1/webhooks/calendly/${posted.endpoint ?? id}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...posted.headers },
    body: posted.body,
    duplex: "half", // Only matters for a body that is a stream.
  } as RequestInit);
};

/** The header with which this house's Calendly would sign this body. */
export const signed = (
  house: TestHouse,
  body: string,
  wish: { readonly secret?: string; readonly at?: Instant } = {},
): Readonly<Record<string, string>> => ({
  ...sign(
    body,
    wish.secret ?? house.composed.seeded.calendly.secrets[0] ?? "",
    wish.at ?? house.composed.deps.clock.now(),
  ),
});

type Form = Readonly<Record<string, string>>;

/** A carrier's webhook, signed as Twilio documents it: URL, then every name and value, sorted by name. */
export const twilioRequest = (
  house: TestHouse,
  kind: "inbound" | `status${string}`,
  form: Form,
  wish: { readonly secret?: string; readonly endpoint?: string } = {},
): Request => {
  const { id, secrets } = house.composed.seeded.twilio;
  const url = `http://127.0.0.1/v1/webhooks/twilio/${wish.endpoint ?? id}/${kind}`;
  const whole = { AccountSid: sandboxAccount.accountSid, ...form };
  const pairs = Object.entries(whole).toSorted(([left], [right]) => (left < right ? -1 : 1));
  const signature = createHmac("sha1", wish.secret ?? secrets[0] ?? "")
    .update(url + pairs.flat().join(""))
    .digest("base64");
  return new Request(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": signature,
    },
    body: new URLSearchParams(whole).toString(),
  });
};

/** An event of the payment service, signed as Stripe documents it; `header` is sent in place of that signature. */
export const stripeRequest = (
  house: TestHouse,
  body: BodyInit,
  wish: {
    readonly secret?: string;
    readonly endpoint?: string;
    readonly at?: Instant;
    readonly header?: string | null;
  } = {},
): Request => {
  const { id, secrets } = house.composed.seeded.stripe;
  const t = Math.floor(epochMs(wish.at ?? house.composed.deps.clock.now()) / 1000);
  const hex = createHmac("sha256", wish.secret ?? secrets[0] ?? "")
    .update(`${t}.`)
    .update(body as string)
    .digest("hex");
  const header = wish.header === undefined ? `t=${t},v1=${hex}` : wish.header;
  return new Request(`http://127.0.0.1/v1/webhooks/stripe/${wish.endpoint ?? id}`, {
    method: "POST",
    headers: header === null ? {} : { "stripe-signature": header },
    body,
  });
};
