import { createHmac } from "node:crypto";
import { sign } from "#adapters/calendly/sample";
import { sign as signSquare } from "#adapters/square/sample";
import type { TenantId } from "#core/kernel/ids";
import { fromEpochMs } from "#core/kernel/time";
import type { Deps } from "#functions/deps";
import { create as calendlyWebhook } from "#functions/http/calendly-webhook";
import { create as squareWebhook } from "#functions/http/square-webhook";
import { create as stripeWebhook } from "#functions/http/stripe-webhook";
import { create as twilioInbound } from "#functions/http/twilio-inbound";
import { create as twilioStatus } from "#functions/http/twilio-status";
import type { Hosts } from "#test/simulation/hosts";
import { secretMark } from "#test/simulation/tenants";
import { carrierAccount, publicUrl, type Universe } from "#test/simulation/universe";

export type Posting = {
  readonly tenant: TenantId;
  readonly door: "calendly" | "square" | "stripe" | "twilio-inbound" | "twilio-status";
  readonly body: string;
  /** With its question mark. */
  readonly query?: string;
  /** Signed by somebody who does not know the secret. */
  readonly isForged?: boolean;
};

/** A request as the doors read one; the machine's own would do nothing else, at twenty times the price. */
const requestOf = (url: string, signature: Signature, body: string): Request => {
  const bytes = new TextEncoder().encode(body);
  const named = new Map(
    Object.entries(signature).map(([name, value]) => [name.toLowerCase(), value]),
  );
  named.set("content-length", String(bytes.length));
  const request = {
    url,
    headers: { get: (name: string) => named.get(name.toLowerCase()) ?? null },
    body: null,
    bodyUsed: false,
    arrayBuffer: async () => bytes.buffer,
  };
  return request as unknown as Request;
};

/** Posts a webhook, signed as the provider signs it, at the provider's own (true) time. */
export const post = (
  { universe, hosts }: { readonly universe: Universe; readonly hosts: Hosts },
  posting: Posting,
  then: (status: number | null) => void,
): void => {
  const { tenant, door } = posting;
  const [provider = ""] = door.split("-");
  const index = universe.tenants.findIndex(({ id }) => id === tenant);
  const endpoint = `${provider}-${index}`;
  const path = provider === "twilio" ? `/${door.slice("twilio-".length)}` : "";
  const url = `${publicUrl}/v1/webhooks/${provider}/${endpoint}${path}${posting.query ?? ""}`;
  const secret = posting.isForged === true ? "guessed" : `${secretMark}-${endpoint}`;
  const headers = signed(provider, { url, secret, body: posting.body }, universe.world.nowMs());
  const role = `${door}-door`;
  hosts.invoke(
    { role, tenant },
    (deps) => doors[door](deps)(requestOf(url, headers, posting.body), { endpoint }),
    (ended) => {
      universe.world.count(`${door} posted`);
      then(ended.kind === "done" ? ended.value.status : null);
    },
  );
};

const doors: Readonly<
  Record<
    Posting["door"],
    (deps: Deps) => (request: Request, path: { readonly endpoint: string }) => Promise<Response>
  >
> = {
  calendly: calendlyWebhook,
  square: squareWebhook,
  stripe: stripeWebhook,
  "twilio-inbound": twilioInbound,
  "twilio-status": twilioStatus,
};

/** Headers, by their names. */
type Signature = Readonly<Record<string, string>>;

type ToSign = { readonly url: string; readonly secret: string; readonly body: string };

const signed = (provider: string, { url, secret, body }: ToSign, nowMs: number): Signature => {
  if (provider === "calendly") return sign(body, secret, fromEpochMs(nowMs));
  if (provider === "square") return signSquare(body, secret, url);
  if (provider === "stripe") {
    const time = Math.floor(nowMs / 1000);
    const mac = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
    return { "stripe-signature": `t=${time},v1=${mac}` };
  }
  const pairs = [...new URLSearchParams(body).entries()].toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const mac = createHmac("sha1", secret).update(url + pairs.flat().join(""));
  return { "x-twilio-signature": mac.digest("base64") };
};

export const statusForm = (
  sid: string,
  {
    status,
    to,
    errorCode,
  }: { readonly status: string; readonly to: string; readonly errorCode?: string | undefined },
): string =>
  new URLSearchParams({
    AccountSid: carrierAccount,
    MessageSid: sid,
    MessageStatus: status,
    From: "+14045550000",
    To: to,
    ...(errorCode !== undefined && { ErrorCode: errorCode }),
  }).toString();

export const inboundForm = (
  sid: string,
  text: { readonly from: string; readonly body: string; readonly optOutType: string | null },
): string =>
  new URLSearchParams({
    AccountSid: carrierAccount,
    MessageSid: sid,
    From: text.from,
    To: "+14045550000",
    Body: text.body,
    ...(text.optOutType !== null && { OptOutType: text.optOutType }),
  }).toString();
