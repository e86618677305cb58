import * as z from "zod";
import { allDone } from "#adapters/all-done";
import { type AwsWhy, awsFailure, whyNamed } from "#adapters/aws/failures";
import { faultNameIn } from "#adapters/aws/fault-name";
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
  const all = await allDone(wish.names.map((name) => readSecret(wish, name)));
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
    return { status: response.status, text: await response.text() };
  });
  if (answered === "timeout") throw awsFailure("secrets", "unavailable", name);
  if (answered.status !== 200) throw awsFailure("secrets", whyOf(answered), name);
  return contentOf(answered.text, name);
};

/** A new stage has secrets that nobody has filled: who looks for them is told apart from who may not. */
const whyOf = ({ status, text }: { readonly status: number; readonly text: string }): AwsWhy => {
  if (status >= 500) return "unavailable";
  const named = faultNameIn(text);
  if (named !== null) return whyNamed(named) ?? "refused";
  return status === 400 ? "missing" : "denied";
};

/** The text of a fault would quote the secret: it says only whose it is. */
const contentOf = (text: string, name: string): Readonly<Record<string, string>> => {
  try {
    return variables.parse(JSON.parse(answer.parse(JSON.parse(text)).SecretString));
  } catch {
    throw awsFailure("secrets", "unusable", name);
  }
};
