import { createHash, createHmac } from "node:crypto";
import type { Instant } from "#core/kernel/time";

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of credentials that end by themselves, as a role's do. */
  readonly sessionToken?: string;
};

type Signing = {
  readonly credentials: Credentials;
  readonly region: string;
  readonly service: string;
  readonly now: Instant;
};

type Unsigned = {
  readonly method: string;
  /** Without a query: nothing that is signed here has one. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * The headers that AWS asks of a signed request, those given included: Signature Version 4.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export const signed = (
  { method, url, headers, body }: Unsigned,
  { credentials, region, service, now }: Signing,
): Readonly<Record<string, string>> => {
  const { host, pathname } = new URL(url);
  const moment = now.replace(/[-:]|\.\d+/g, "");
  const scope = `${moment.slice(0, 8)}/${region}/${service}/aws4_request`;
  const all: Readonly<Record<string, string>> = {
    ...headers,
    host,
    "x-amz-date": moment,
    ...(credentials.sessionToken !== undefined && {
      "x-amz-security-token": credentials.sessionToken,
    }),
  };
  const names = Object.keys(all).toSorted();
  const lines = names.map((name) => `${name}:${(all[name] ?? "").trim()}\n`).join("");
  const canonicalRequest = [method, pathname, "", lines, names.join(";"), sha256(body)].join("\n");
  const text = ["AWS4-HMAC-SHA256", moment, scope, sha256(canonicalRequest)].join("\n");
  const key = scope.split("/").reduce<Buffer | string>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, text).toString("hex");
  return {
    ...all,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`,
  };
};

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const hmac = (key: Buffer | string, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest();
