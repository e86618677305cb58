import type { AskStreams } from "#adapters/aws/put-aside";
import { awsFailure } from "#adapters/aws/failures";
import { faultNameIn } from "#adapters/aws/fault-name";
import { type Credentials, signed } from "#adapters/sigv4";
import { within } from "#adapters/time-limit";
import type { Clock } from "#core/ports/clock";

type Deps = {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly credentials: () => Credentials;
  readonly clock: Clock;
};

const timeoutMs = 3_000;

/**
 * The API of streams of tables, which Lambda mostly asks for us. Two requests, once in a while: for that the SDK's client
 * would be a library more.
 *
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html
 */
export const createStreamsDoor =
  ({ fetch, credentials, clock }: Deps): AskStreams =>
  async (region, action, input) => {
    const url = `https://streams.dynamodb.${region}.amazonaws.com/`;
    const body = JSON.stringify(input);
    const named = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDBStreams_20120810.${action}`,
    };
    const { host: _, ...headers } = signed(
      { method: "POST", url, headers: named, body },
      { credentials: credentials(), region, service: "dynamodb", now: clock.now() },
    );
    const answered = await within(timeoutMs, async (signal) => {
      const response = await fetch(new Request(url, { method: "POST", headers, body, signal }));
      return { status: response.status, text: await response.text() };
    });
    if (answered === "timeout") throw awsFailure("dynamodb", "unavailable", action);
    if (answered.status === 200) return JSON.parse(answered.text) as unknown;
    throw refusalIn(answered, action);
  };

/** Under its own name: some say that what was asked for is not there any more. */
const refusalIn = (
  { status, text }: { readonly status: number; readonly text: string },
  action: string,
): Error => {
  const name = status < 500 ? faultNameIn(text) : null;
  if (name === null) return awsFailure("dynamodb", "unavailable", action);
  return Object.assign(new Error(`Cannot ask for ${action}: ${name}`), { name });
};
