import type { GatewayEvent, GatewayResult } from "#functions/aws-shapes";
import { isNamed } from "#functions/request";

/**
 * An HTTP API's event as the web knows requests. The body's bytes are those that were sent, so that signatures
 * made over them hold; path and query are as they came. Throws a `TypeError` where no request can be made of it.
 *
 * `callId` names the story of a request whose sender has not.
 */
export const requestFrom = (event: GatewayEvent, callId: string): Request => {
  const { method } = event.requestContext.http;
  const query = event.rawQueryString === "" ? "" : `?${event.rawQueryString}`;
  const url = `https://${event.requestContext.domainName}${pathIn(event)}${query}`;
  const body = bodyIn(event);
  const request = new Request(url, {
    method,
    headers: headersIn(event),
    ...(body.length > 0 && !isBodiless(method) && { body }),
  });
  if (!isNamed(request)) request.headers.set("x-correlation-id", callId);
  return request;
};

/** `null` where an HTTP client may send it, and yet nobody can read it. */
export const requestIn = (event: GatewayEvent, callId: string): Request | null => {
  try {
    return requestFrom(event, callId);
  } catch {
    return null;
  }
};

/** What stands in the path at the places that the route names. */
export const paramsIn = ({ pathParameters = {} }: GatewayEvent): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(pathParameters).map(([name, value]) => [name, value ?? ""] as const),
  );

/** Text as text, anything else in Base64; each cookie on its own, for a comma may stand inside one. */
export const resultFrom = async (response: Response): Promise<GatewayResult> => {
  const bytes = Buffer.from(await response.arrayBuffer());
  const cookies = response.headers.getSetCookie();
  const headers = Object.fromEntries(response.headers);
  delete headers["set-cookie"];
  const isText = isTextual(response.headers.get("content-type") ?? "");
  return {
    statusCode: response.status,
    headers,
    ...(cookies.length > 0 && { cookies }),
    body: bytes.toString(isText ? "utf8" : "base64"),
    isBase64Encoded: !isText,
  };
};

const pathIn = ({ rawPath, requestContext: { stage } }: GatewayEvent): string => {
  const prefix = `/${stage}`;
  const hasPrefix = stage !== "$default" && `${rawPath}/`.startsWith(`${prefix}/`);
  return hasPrefix ? rawPath.slice(prefix.length) || "/" : rawPath;
};

const headersIn = ({ headers, cookies = [] }: GatewayEvent): Headers => {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) all.set(name, value);
  if (cookies.length > 0) all.set("cookie", cookies.join("; "));
  return all;
};

const bodyIn = ({ body = "", isBase64Encoded }: GatewayEvent): Buffer<ArrayBuffer> =>
  Buffer.from(body, isBase64Encoded ? "base64" : "utf8");

const isBodiless = (method: string): boolean => method === "GET" || method === "HEAD";

const isTextual = (type: string): boolean =>
  type === "" || /^(?:text\/|application\/(?:[\w.+-]*\+)?(?:json|xml|javascript))/.test(type);
