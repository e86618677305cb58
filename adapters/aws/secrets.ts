import * as z from "zod";
import { awsFailure } from "#adapters/aws/failures";
import { type Credentials, signed } from "#adapters/sigv4";
import { within } from "#adapters/time-limit";
import type { Instant } from "#core/kernel/time";

type Wish = {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly names: readonly string[];
  readonly region: string;
  readonly credentials: Credentials;
  readonly now: Instant;
};

const timeoutMs = 3_000;
const answer = z.object({ SecretString: z.string() });
const variables = z.record(z.string(), z.string());

/**
 * Variables out of secrets, each of which holds some as one JSON object with their names. One request each: for that
 * alone the SDK's client would be more to load than all the rest of a small function.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export const readSecrets = async (wish: Wish): Promise<Readonly<Record<string, string>>> => {
  const all = await Promise.all(wish.names.map((name) => readSecret(wish, name)));
  return Object.assign({}, ...all) as Readonly<Record<string, string>>;
};

const readSecret = async (
  { fetch, region, credentials, now }: Wish,
  name: string,
): Promise<Readonly<Record<string, string>>> => {
  const url = `https://secretsmanager.${region}.amazonaws.com/`;
  const body = JSON.stringify({ SecretId: name });
  const named = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "secretsmanager.GetSecretValue",
  };
  const { host: _, ...headers } = signed(
    { method: "POST", url, headers: named, body },
    { credentials, region, service: "secretsmanager", now },
  );
  const answered = await within(timeoutMs, async (signal) => {
    const response = await fetch(new Request(url, { method: "POST", headers, body, signal }));
    return response.ok ? await response.text() : response.status;
  });
  if (typeof answered !== "string") throw awsFailure("secrets", whyOf(answered), name);
  return contentOf(answered, name);
};

const whyOf = (answered: number | "timeout") => {
  if (answered === "timeout" || answered >= 500) return "unavailable";
  return answered === 400 ? "missing" : "denied";
};

/** The text of a fault would quote the secret: it says only whose it is. */
const contentOf = (text: string, name: string): Readonly<Record<string, string>> => {
  try {
    return variables.parse(JSON.parse(answer.parse(JSON.parse(text)).SecretString));
  } catch {
    throw awsFailure("secrets", "unusable", name);
  }
};
