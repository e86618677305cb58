import * as z from "zod";
import { reasonFor } from "#adapters/ses/errors";
import { type Exchange, exchange } from "#adapters/ses/exchange";
import { type Credentials, signed } from "#adapters/sigv4";
import { executionTag } from "#adapters/ses/tag";
import { unreachable } from "#core/kernel/result";
import { msBetween } from "#core/kernel/time";
import {
  type Messenger,
  messengerMissing,
  type SendOutcome,
  type TextMessage,
} from "#core/ports/messenger";

export type SesSettings = {
  /** The world's `fetch`, or a mail service in this process. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly region: string;
  readonly credentials: () => Promise<Credentials>;
  /** A verified address, alone or as `Riverside Clinic <hello@example.com>`. */
  readonly from: string;
  /** Its events tell what becomes of an e-mail; without it nothing would be heard. */
  readonly configurationSet: string;
  readonly timeoutMs: number;
};

/**
 * E-mails over the API of Amazon SES, version 2. One call of `send` is one request, whatever comes back: SES has no
 * idempotency for sending, so whether to try again is never decided here.
 *
 * SES has no list of what it took, so nothing can be looked up, and `find` never says `absent`. The events of the
 * configuration set bear our execution id as a tag of the message, and settle a send whose reply was lost.
 *
 * Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
export const createSesMessenger = (settings: SesSettings): Messenger => ({
  send: async (message, now) => {
    const { to } = message;
    if (to.kind !== "email") return { kind: "rejected", why: messengerMissing, providerCode: null };
    if (msBetween(now, message.usefulUntil) < 1000)
      return { kind: "rejected", why: "no_longer_useful", providerCode: null };

    const url = `https://email.${settings.region}.amazonaws.com/v2/email/outbound-emails`;
    const body = JSON.stringify(emailOf(settings, message, to.email));
    const headers = signed(
      { method: "POST", url, headers: { "content-type": "application/json" }, body },
      {
        credentials: await settings.credentials(),
        region: settings.region,
        service: "ses",
        now,
      },
    );
    const { host: _, ...sent } = headers; // `fetch` names the host itself.
    return outcomeOf(await exchange(settings, url, { headers: sent, body }));
  },
  find: async ({ to }) => ({
    kind: "unavailable",
    why: to.kind === "email" ? "no_list" : messengerMissing,
  }),
});

const emailOf = (
  { from, configurationSet }: SesSettings,
  { executionId, subject, body }: TextMessage,
  email: string,
) => ({
  FromEmailAddress: from,
  Destination: { ToAddresses: [email] },
  ConfigurationSetName: configurationSet,
  EmailTags: [{ Name: executionTag.name, Value: executionTag.write(executionId) }],
  Content: {
    Simple: {
      Subject: { Data: subject ?? nameIn(from), Charset: "UTF-8" },
      Body: { Text: { Data: body, Charset: "UTF-8" } },
    },
  },
});

/** Who writes, where nothing else stands over it. */
const nameIn = (from: string): string => /^"?([^"<]+?)"?\s*</.exec(from)?.[1] ?? from;

const outcomeOf = (exchanged: Exchange): SendOutcome => {
  switch (exchanged.kind) {
    case "not_connected":
      return { kind: "unavailable", why: exchanged.why, retryAfterMs: null };
    case "no_answer":
      return { kind: "unknown", why: exchanged.why };
    case "answer":
      return outcomeOfAnswer(exchanged);
    default:
      return unreachable(exchanged);
  }
};

type Answer = Extract<Exchange, { kind: "answer" }>;

const outcomeOfAnswer = (answer: Answer): SendOutcome => {
  if (answer.status >= 200 && answer.status < 300) return accepted(answer);
  if (answer.status < 400 || answer.status === 408 || answer.status >= 500)
    return { kind: "unknown", why: `http_${answer.status}` };
  return refused(answer);
};

const taken = z.object({ MessageId: z.string().min(1).max(200) });

/** Only a message id proves that there is a message; any other success may come from somebody in between. */
const accepted = ({ body }: Answer): SendOutcome => {
  const read = taken.safeParse(body);
  return read.success
    ? { kind: "sent", sid: read.data.MessageId, status: "accepted" }
    : { kind: "unknown", why: "answer_unreadable" };
};

const refused = ({ status, error }: Answer): SendOutcome => {
  const reason = error === null ? null : reasonFor(error);
  if (status === 429 || reason === "throttled")
    return { kind: "unavailable", why: "throttled", retryAfterMs: null };
  const isAccount = status === 401 || status === 403;
  return {
    kind: "rejected",
    why: reason ?? (isAccount ? "sender_misconfigured" : "refused"),
    providerCode: error,
  };
};
