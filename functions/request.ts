import { as, type CorrelationId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";

/** No provider's webhook comes near it; what is larger is not one. */
export const bodyLimit = 256 * 1024;

type TooLarge = {
  readonly code: "payload_too_large";
  readonly details: { readonly limitBytes: number };
};

const tooLarge = refuse<TooLarge>({
  code: "payload_too_large",
  details: { limitBytes: bodyLimit },
});

/** The sender has hung up in the middle. Nobody hears the answer; our log does not call it a failure. */
type Incomplete = { readonly code: "body_incomplete" };

/** The raw bytes of the body, as they were signed. Stops reading at the limit, whatever length was promised. */
export const readBody = async (
  request: Request,
): Promise<Result<Uint8Array<ArrayBuffer>, TooLarge | Incomplete>> => {
  const promised = Number(request.headers.get("content-length") ?? Number.NaN);
  if (promised > bodyLimit) return tooLarge;
  if (request.bodyUsed) throw new Error("Cannot read a body twice");
  try {
    if (promised >= 0) return atMost(new Uint8Array(await request.arrayBuffer()));
    return request.body === null ? ok(new Uint8Array()) : await readChunks(request.body);
  } catch {
    return refuse({ code: "body_incomplete" }); // A body that is still to come fails in no other way.
  }
};

/** The story a request belongs to: what the caller named it, if it is a plain name, else what the gateway did. */
export const correlationOf = (request: Request): CorrelationId =>
  as(nameOf(request) ?? "uncorrelated");

/** Whether the caller has named the story in a way that can be taken. */
export const isNamed = (request: Request): boolean => nameOf(request) !== null;

const nameOf = (request: Request): string | null => {
  const name = request.headers.get("x-correlation-id") ?? traceOf(request) ?? "";
  return /^[A-Za-z0-9._-]{8,64}$/.test(name) ? name : null;
};

/** W3C Trace Context: `version-traceid-parentid-flags`. */
const traceOf = (request: Request): string | null =>
  /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(request.headers.get("traceparent") ?? "")?.[1] ?? null;

const atMost = (bytes: Uint8Array<ArrayBuffer>): Result<Uint8Array<ArrayBuffer>, TooLarge> =>
  bytes.length > bodyLimit ? tooLarge : ok(bytes);

const readChunks = async (
  body: ReadableStream<Uint8Array>,
): Promise<Result<Uint8Array<ArrayBuffer>, TooLarge>> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > bodyLimit) return tooLarge;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return ok(bytes);
};
