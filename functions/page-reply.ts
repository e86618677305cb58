import { refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";
import type { Asset } from "#web/assets";
import type { Markup } from "#web/layout";

/** What a page may do: load our own sheet and script, ask our own addresses, be framed by nobody. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
].join("; ");

const always = {
  "content-security-policy": policy,
  "x-content-type-options": "nosniff",
  // Other sites hear nothing. With "no-referrer" our own forms would come without the origin that they are known by.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
} as const;

/** A page speaks of people, so nobody on the way keeps a copy. Its version tells a script what is new. */
export const pageReply = async (
  markup: Markup,
  { status, version }: { readonly status: 200 | 404; readonly version: string },
): Promise<Response> =>
  new Response((await markup).toString(), {
    status,
    headers: {
      ...always,
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      ...(version !== "" && { "x-version": version }),
    },
  });

/** Under an address that bears its content's tag it may be kept for ever; under the bare one it is asked for again. */
export const assetReply = (request: Request, { type, body, tag }: Asset): Response => {
  const isTagged = new URL(request.url).searchParams.get("v") === tag;
  const headers = {
    ...always,
    etag: `"${tag}"`,
    "cache-control": isTagged ? "public, max-age=31536000, immutable" : "no-cache",
  };
  const isKnown = request.headers.get("if-none-match")?.includes(`"${tag}"`) === true;
  return isKnown
    ? new Response(null, { status: 304, headers })
    : new Response(body, { headers: { ...headers, "content-type": type } });
};

/** A browser says that it takes HTML. A program that does not gets the envelope of all errors in place of a page that is not there. */
export const asReadBy = (request: Request, response: Response): Response => {
  const isReader = request.headers.get("accept")?.includes("text/html") === true;
  const isPage = response.headers.get("content-type")?.startsWith("text/html") === true;
  return response.status === 404 && isPage && !isReader
    ? refusal({ code: "not_found" }, correlationOf(request))
    : response;
};
