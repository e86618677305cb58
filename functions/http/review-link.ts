import { type App, appointmentFacts } from "#core/app/app";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import { visitOfReviewPage } from "#core/appointment/review";
import { appointmentStream, as, derive, type StreamName, type TenantId } from "#core/kernel/ids";
import { linkFrom } from "#core/message/link";
import type { Deps } from "#functions/deps";
import { refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";

/**
 * The link of a text that asks for a review: notes once that it was opened, and leads on to the page of the
 * business. Where it leads stands in the settings and nowhere else, so nobody can have it lead elsewhere. A `HEAD`, and
 * a browser that fetches ahead of its reader, are led on too, and are no opening.
 */
export const create =
  (deps: Deps) =>
  async (
    request: Request,
    { business, visit: id }: { readonly business: string; readonly visit: string },
  ): Promise<Response> => {
    const page = visitOfReviewPage(business, id);
    const known = page === null ? null : await knownVisit(deps, page.tenant, page.visit);
    if (known === null) return closed(refusal({ code: "not_found" }, correlationOf(request)));

    if (isReader(request)) await noteOrLog(deps, known, correlationOf(request));
    return closed(new Response(null, { status: 302, headers: { location: known.target } }));
  };

type Known = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  /** The agreed time that it is about: another one may be opened anew. */
  readonly plan: number;
  readonly target: string;
};

/** The visit, and where its business has its reviews written; `null` where there is one or the other not. */
const knownVisit = async (
  { store, tenants }: Deps,
  tenant: TenantId,
  visit: Parameters<typeof appointmentStream>[0],
): Promise<Known | null> => {
  const stream = appointmentStream(visit);
  const { commits } = await store.readFacts(tenant, stream);
  const { domain } = stateAfter(appointmentStreamDecider, commits);
  if (domain.status === "none") return null;
  const { reviewLink } = await tenants.settings(tenant);
  const target = linkFrom(reviewLink);
  return target === null ? null : { tenant, stream, plan: domain.plan, target };
};

const isReader = ({ method, headers }: Request): boolean =>
  method === "GET" && !/\bprefetch\b/.test(headers.get("sec-purpose") ?? "");

/** Whoever follows the link is led on, also where the opening could not be noted. */
const noteOrLog = async (deps: Deps, known: Known, correlationId: string): Promise<void> => {
  try {
    await noteOpened(deps, known, correlationId);
  } catch (error) {
    const code = error instanceof Error ? error.name : "unknown";
    deps.log.warn("review.not_noted", { stream: known.stream, code, correlationId });
  }
};

const noteOpened = async (
  deps: App,
  { tenant, stream, plan }: Known,
  correlationId: string,
): Promise<void> => {
  const handled = await handleCommand(
    deps,
    appointmentStreamDecider,
    {
      tenant,
      stream,
      commandId: as(`review-opened:${plan}`),
      // The story of the visit goes on: whoever opened it knows no other name of it.
      cause: {
        correlationId: null,
        causationId: as(derive("review-link", stream, plan)),
        actor: { kind: "customer" },
      },
      wish: { kind: "note_review_opened" },
    },
    await appointmentFacts(deps, tenant, stream),
  );
  if (handled.kind === "committed") deps.metrics.count("reviews.opened");
  if (handled.kind !== "refused") return;
  deps.log.warn("review.not_noted", { stream, code: handled.refusal.code, correlationId });
};

/** Nobody on the way keeps it, no page that follows learns of it, and no search engine lists it. */
const closed = (response: Response): Response => {
  response.headers.set("cache-control", "no-store");
  response.headers.set("referrer-policy", "no-referrer");
  response.headers.set("x-robots-tag", "noindex");
  response.headers.set("x-content-type-options", "nosniff");
  return response;
};
