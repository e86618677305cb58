import { as, derive, type StreamName } from "#core/kernel/ids";
import { fromWall, plusDays, wallClock, type Zone } from "#core/kernel/time";
import { outageWords } from "#core/views/outage-words";
import type { TenantSettings } from "#core/tenant/settings";
import { recordConsent } from "#functions/consent-form";
import type { Deps } from "#functions/deps";
import { asReadBy, assetReply, pageReply } from "#functions/page-reply";
import { customerPages, searchPage } from "#functions/customer-pages";
import { dateFrom, messageSummary } from "#functions/read-messages";
import { reviewSummary } from "#functions/read-reviews";
import { rowsBetween } from "#functions/read-views";
import { peopleForm } from "#functions/people-forms";
import { peoplePages } from "#functions/people-pages";
import { place } from "#functions/paging";
import { openTasks } from "#functions/read-people";
import { refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";
import { changeSettings, settingsPage } from "#functions/settings-page";
import { withPerson } from "#functions/task-person";
import { visitForm } from "#functions/visit-form";
import { visitPage } from "#functions/visit-page";
import { type Asset, assets } from "#web/assets";
import { type Frame, notFoundPage } from "#web/layout";
import { messagesPage } from "#web/messages";
import { todayPage } from "#web/today";

/**
 * The pages for people: one day, one appointment, the customers, the tasks, the settings. They read, and change nothing but what
 * people do and decide; a search is posted all the same, for what is typed has no place in an address.
 */
export const create =
  (deps: Deps) =>
  async (request: Request): Promise<Response> =>
    asReadBy(request, await answer(deps, request));

const answer = async (deps: Deps, request: Request): Promise<Response> => {
  const post = request.method === "POST" ? formAt(deps, request) : null;
  if (post !== null) return post();
  const show = pageAt(deps, request);
  if (request.method === "GET" || request.method === "HEAD")
    return show === null ? notFound(deps) : show();
  if (show === null) return refusal({ code: "not_found" }, correlationOf(request));

  const refused = refusal({ code: "method_not_allowed" }, correlationOf(request));
  refused.headers.set("allow", "GET, HEAD");
  return refused;
};

/** What a form that is posted to this address does; `null` where there is none. */
const formAt = (deps: Deps, request: Request): (() => Promise<Response>) | null => {
  const { pathname } = new URL(request.url);
  const [, customer] = /^\/customers\/([0-9a-f]{32})\/consents$/.exec(pathname) ?? [];
  if (customer !== undefined) return () => recordConsent(deps, request, as(customer));
  if (pathname === "/customers") return () => searchPage(deps, request, () => surroundings(deps));
  if (pathname === "/settings") return () => changeSettings(deps, request);
  return visitForm(deps, request) ?? peopleForm(deps, request);
};

/** How to show what is at this address; `null` where there is nothing. */
const pageAt = (deps: Deps, request: Request): (() => Response | Promise<Response>) | null => {
  const { pathname, searchParams } = new URL(request.url);
  const asset = (assets as Readonly<Record<string, Asset>>)[pathname];
  if (asset !== undefined && Object.hasOwn(assets, pathname))
    return () => assetReply(request, asset);

  const [, id] = /^\/appointments\/([0-9a-f]{32})$/.exec(pathname) ?? [];
  if (id !== undefined)
    return async () => (await visitPage(deps, id, () => surroundings(deps))) ?? notFound(deps);
  if (pathname === "/messages") return () => messages(deps, searchParams.get("day"));
  if (pathname === "/") return () => today(deps, searchParams);
  return pageInRoom(deps, request);
};

/** Rooms of several pages; each finds its own. */
const rooms: ReadonlyMap<string, typeof customerPages> = new Map([
  ["customers", customerPages],
  ["tasks", peoplePages],
  ["people", peoplePages],
  ["settings", settingsPage],
]);

const pageInRoom = (deps: Deps, request: Request): (() => Promise<Response>) | null => {
  const url = new URL(request.url);
  const pages = rooms.get(url.pathname.split("/")[1] ?? "");
  if (pages === undefined) return null;
  return async () => (await pages(deps, url, () => surroundings(deps))) ?? notFound(deps);
};

const mostRows = 200;
const mostTasks = 12;

const today = async (deps: Deps, query: URLSearchParams): Promise<Response> => {
  const { settings, frame } = await surroundings(deps);
  const asked = query.get("date");
  const date = asked === null ? wallClock(frame.now, frame.zone).date : dateFrom(asked);
  const behind = place.optional().safeParse(query.get("after") ?? undefined);
  if (date === null || !behind.success) return notFound(deps);

  const begins = fromWall(`${date}T00:00`, settings.zone);
  const to = fromWall(`${plusDays(date, 1)}T00:00`, settings.zone);
  const tenant = deps.localTenant;
  const [visits, open, texts, providers] = await Promise.all([
    rowsBetween(deps, tenant, { from: begins, to, limit: mostRows, after: behind.data ?? null }),
    openTasks(deps, tenant, { limit: mostTasks, after: null }),
    messageSummary(deps, tenant, date),
    deps.breakers.notClosed(tenant),
  ]);
  const down = providers.flatMap((one) => outageWords(one, frame) ?? []);
  const [{ rows }, { tasks }] = [visits, open];
  const shown = await Promise.all(tasks.map((task) => withPerson(deps, task)));
  const version = derive<StreamName>(
    date,
    ...rows.map(({ id, asOf }) => `${id}@${asOf}`),
    ...tasks.map((task) => `${task.id} ${task.level} ${task.operator} ${task.isOverdue}`),
    `${visits.next !== null} ${open.next !== null}`,
    `${texts.sent} ${texts.suppressed} ${texts.failed} ${texts.pending}`,
    ...down,
  );
  const markup = todayPage(
    { ...frame, version },
    {
      date,
      begins,
      rows,
      texts,
      down,
      isFirst: behind.data === undefined,
      next: visits.next,
      tasks: shown,
      hasMoreTasks: open.next !== null,
    },
  );
  return pageReply(markup, { status: 200, version });
};

const messages = async (deps: Deps, asked: string | null): Promise<Response> => {
  const { frame } = await surroundings(deps);
  const day = asked === null ? wallClock(frame.now, frame.zone).date : dateFrom(asked);
  if (day === null) return notFound(deps);
  const summary = await messageSummary(deps, deps.localTenant, day);
  const reviews = await reviewSummary(deps, deps.localTenant, summary);
  const { planned, sent, suppressed, failed, pending, counted } = summary;
  const version = derive<StreamName>(
    day,
    planned,
    sent,
    suppressed,
    failed,
    pending,
    counted?.faults ?? "uncounted",
    ...Object.values(reviews),
  );
  const markup = messagesPage({ ...frame, version }, { ...summary, reviews });
  return pageReply(markup, { status: 200, version });
};

const notFound = async (deps: Deps): Promise<Response> => {
  const { frame } = await surroundings(deps);
  return pageReply(notFoundPage(frame), { status: 404, version: "" });
};

const surroundings = async (
  deps: Deps,
): Promise<{ readonly settings: TenantSettings; readonly frame: Frame & { zone: Zone } }> => {
  const settings = await deps.tenants.settings(deps.localTenant);
  const { name: business, zone } = settings;
  return { settings, frame: { business, zone, now: deps.clock.now(), version: "" } };
};
