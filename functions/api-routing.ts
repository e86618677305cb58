import { type Context, Hono } from "hono";
import type { TenantId } from "#core/kernel/ids";
import type { Result } from "#core/kernel/result";
import type { Deps } from "#functions/deps";
import { type Refused, refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";

export type Call = {
  readonly tenant: TenantId;
  readonly request: Request;
  /** A part of the path by its name. */
  readonly part: (name: string) => string;
};

export type Route = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly answer: (call: Call) => Promise<Result<object, Refused>>;
};

/**
 * Puts routes behind one function. An address that is none of theirs is not found; a method that an
 * address does not have is named beside those that it has.
 */
export const routed = (
  routes: readonly Route[],
): ((request: Request, tenant: TenantId) => Promise<Response>) => {
  const app = new Hono<Env>();
  for (const { method, path, answer } of routes)
    app.on(method, path, async (c) => {
      const part = (name: string): string => c.req.param(name) ?? "";
      const answered = await answer({ tenant: c.env.tenant, request: c.req.raw, part });
      return answered.ok ? Response.json(answered.value) : refused(c, answered.refusal);
    });
  for (const path of new Set(routes.map(({ path }) => path)))
    app.all(path, (c) => {
      const known = routes.filter((route) => route.path === path).map(({ method }) => method);
      const response = refused(c, { code: "method_not_allowed" });
      response.headers.set("allow", known.join(", "));
      return response;
    });
  app.notFound((c) => refused(c, { code: "not_found" }));
  app.onError((error) => {
    throw error; // Whoever hosts this door records it, and answers for it.
  });
  return async (request, tenant) => app.fetch(request, { tenant });
};

/** The business that the bearer token speaks for; `null` where there is none, or it is none of ours. */
export const signedIn = async (
  deps: Pick<Deps, "tenantOfToken">,
  { headers }: Request,
): Promise<TenantId | null> => {
  const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(headers.get("authorization") ?? "")?.[1];
  return token === undefined ? null : deps.tenantOfToken(token);
};

type Env = { Bindings: { readonly tenant: TenantId } };

const refused = (c: Context<Env>, why: Refused): Response => refusal(why, correlationOf(c.req.raw));
