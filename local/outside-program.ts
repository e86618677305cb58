import { createHmac, randomUUID } from "node:crypto";
import { inviteeCreated, sign } from "#adapters/calendly/sample";
import { fromEpochMs, type Instant, plusMs } from "#core/kernel/time";

/** What `sandbox.json` tells an outside program, as far as one that plays the providers needs it. */
export type SandboxFile = {
  readonly baseUrl: string;
  readonly apiToken: string;
  readonly tenant: string;
  readonly endpoints: {
    readonly [K in "calendly" | "calcom" | "acuity" | "square" | "stripe"]: {
      readonly url: string;
      readonly signingSecret: string;
    };
  } & {
    readonly twilio: {
      readonly inboundUrl: string;
      readonly statusUrl: string;
      readonly accountSid: string;
      readonly number: string;
      readonly authToken: string;
    };
  };
  readonly sandbox: { readonly clock: string };
};

/** A provider's webhook as it goes over the wire. */
export type Webhook = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

type SampleWish = {
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly zone: string;
  readonly start: Instant;
};

const halfAnHourMs = 30 * 60_000;

/** The text of a Calendly booking that nobody has made before. */
export const newBooking = (wish: SampleWish, now: Instant): string => {
  const id = randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase();
  const eventUri = `https://api.calendly.com/scheduled_events/${id}`;
  const inviteeUri = `${eventUri}/invitees/${id}`;
  const end = plusMs(wish.start, halfAnHourMs);
  return inviteeCreated({ ...wish, inviteeUri, eventUri, end, createdAt: now });
};

/** Signs exactly this text as Calendly would, by the clock on the wall. */
export const calendlyWebhook = (
  { endpoints }: SandboxFile,
  body: string,
  nowMs: number,
): Webhook => {
  const { url, signingSecret } = endpoints.calendly;
  const headers = {
    "content-type": "application/json",
    ...sign(body, signingSecret, fromEpochMs(nowMs)),
  };
  return { url, body, headers };
};

/** A customer's text. */
export const twilioWebhook = (
  { endpoints }: SandboxFile,
  { from, body }: { readonly from: string; readonly body: string },
): Webhook => {
  const { inboundUrl: url, accountSid, number, authToken } = endpoints.twilio;
  const sid = `SM${randomUUID().replaceAll("-", "")}`;
  const form = {
    AccountSid: accountSid,
    Body: body,
    From: from,
    MessageSid: sid,
    NumMedia: "0",
    To: number,
  };
  return signedForm(url, authToken, form);
};

/** Signed as Twilio documents it: the address, then every name and value, sorted by name. */
export const signedForm = (
  url: string,
  authToken: string,
  form: Readonly<Record<string, string>>,
): Webhook => {
  const fields = Object.entries(form).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const signed = url + fields.flat().join("");
  const signature = createHmac("sha1", authToken).update(signed).digest("base64");
  return {
    url,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-twilio-signature": signature,
    },
    body: new URLSearchParams(form).toString(),
  };
};
