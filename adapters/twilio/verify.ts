import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { type Result, ok, refuse } from "#core/kernel/result";

export type SignedWebhook = {
  /** The configured public address with the query exactly as it came; never rebuilt from `Host`. */
  readonly url: string;
  readonly rawBody: Uint8Array;
  readonly headers: Headers;
  /** The account's primary auth tokens, newest first: two while one is being rotated. */
  readonly secrets: readonly string[];
};

type SignatureRefusal = {
  readonly code: "signature_invalid";
  readonly details: {
    readonly why: "signature_missing" | "signature_differs" | "body_hash_differs";
  };
};

/**
 * Whether Twilio signed this request: `X-Twilio-Signature` is base64(HMAC-SHA1(auth token, text)).
 *
 * For a form the text is the URL followed by every name and value, sorted by name. For any other body it
 * is the URL alone, whose query then carries `bodySHA256`, and the body must have that hash. Twilio is
 * not consistent about a default port and about the quote in a query, so each spelling is tried.
 *
 * Nothing in the signature says when it was made: a replay verifies. Whoever handles the webhook must
 * know it again by message sid and status, for ever.
 *
 * Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export const verify = (webhook: SignedWebhook): Result<null, SignatureRefusal> => {
  const signature = webhook.headers.get("x-twilio-signature");
  if (signature === null || signature === "") return refused("signature_missing");

  const bodyHash = new URL(webhook.url).searchParams.get("bodySHA256");
  const isSigned = webhook.secrets.some((secret) =>
    spellings(webhook.url).some((url) =>
      equalInConstantTime(signature, signatureOf(secret, url + signedBody(webhook, bodyHash))),
    ),
  );
  if (!isSigned) return refused("signature_differs");

  const isIntact = bodyHash === null || equalInConstantTime(bodyHash, sha256(webhook.rawBody));
  return isIntact ? ok(null) : refused("body_hash_differs");
};

const refused = (why: SignatureRefusal["details"]["why"]) =>
  refuse({ code: "signature_invalid", details: { why } } as const);

const signatureOf = (secret: string, text: string): string =>
  createHmac("sha1", secret).update(text).digest("base64");

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const signedBody = ({ rawBody }: SignedWebhook, bodyHash: string | null): string =>
  bodyHash === null ? sortedPairs(new URLSearchParams(new TextDecoder().decode(rawBody))) : "";

/** A name that comes several times is signed with its different values, sorted. */
const sortedPairs = (form: URLSearchParams): string =>
  [...new Set(form.keys())]
    .toSorted()
    .flatMap((name) => [...new Set(form.getAll(name))].toSorted().map((value) => name + value))
    .join("");

const spellings = (url: string): readonly string[] => {
  const [address = "", ...rest] = url.split("?");
  const query = rest.length === 0 ? "" : `?${rest.join("?")}`;
  const queries = [query, query.replaceAll("'", "%27"), query.replaceAll("%27", "'")];

  const { protocol, hostname, port, pathname } = new URL(address);
  const user = /^[a-z]+:\/\/([^/]*@)/.exec(address)?.[1] ?? "";
  const defaultPort = protocol === "http:" ? "80" : "443";
  const bare = `${protocol}//${user}${hostname}`;
  const addresses = [
    address,
    bare + pathname,
    `${bare}:${port === "" ? defaultPort : port}${pathname}`,
  ];

  return [...new Set(addresses.flatMap((one) => queries.map((another) => one + another)))];
};

/** Compares digests of the two, so that neither their lengths nor their first difference takes its own time. */
const equalInConstantTime = (left: string, right: string): boolean =>
  timingSafeEqual(
    createHash("sha256").update(left).digest(),
    createHash("sha256").update(right).digest(),
  );
