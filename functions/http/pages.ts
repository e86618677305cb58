import { as, derive, type StreamName } from "#core/kernel/ids";
import { erasedText } from "#core/kernel/personal";
import { type E164, maskPhone, spokenPhone } from "#core/kernel/phone";
import { fromWall, plusDays, wallClock, type Zone } from "#core/kernel/time";
import type { TenantSettings } from "#core/tenant/settings";
import type { TaskRow } from "#core/views/task-row";
import { recordConsent } from "#functions/consent-form";
import type { Deps } from "#functions/deps";
import { assetReply, pageReply } from "#functions/page-reply";
import { customerPages } from "#functions/customer-pages";
import { dateFrom, messageSummary } from "#functions/read-messages";
import {
  customerOf,
  openTasks,
  rowOf,
  rowsBetween,
  type WholeAppointment,
  wholeAppointment,
} from "#functions/read-views";
import { refusal } from "#functions/reply";
import { correlationOf } from "#functions/request";
import { appointmentPage } from "#web/appointment";
import { type Asset, assets } from "#web/assets";
import { type Frame, notFoundPage } from "#web/layout";
import { messagesPage } from "#web/messages";
import type { PhonePane } from "#web/phone";
import { type DayTask, todayPage } from "#web/today";

/** The pages for people: one day, one appointment, one customer. They read, but for what a customer allows. */
export const create =
  (deps: Deps) =>
  async (request: Request): Promise<Response> => {
    const [, customer] = consentPath.exec(new URL(request.url).pathname) ?? [];
    if (customer !== undefined && request.method === "POST")
      return recordConsent(deps, request, as(customer));
    const show = pageAt(deps, request);
    if (request.method === "GET" || request.method === "HEAD")
      return show === null ? notFound(deps) : show();
    if (show === null) return refusal({ code: "not_found" }, correlationOf(request));

    const refused = refusal({ code: "method_not_allowed" }, correlationOf(request));
    refused.headers.set("allow", "GET, HEAD");
    return refused;
  };

const consentPath = /^\/customers\/([0-9a-f]{32})\/consents$/;

/** How to show what is at this address; `null` where there is nothing. */
const pageAt = (deps: Deps, request: Request): (() => Response | Promise<Response>) | null => {
  const { pathname, searchParams } = new URL(request.url);
  const asset = (assets as Readonly<Record<string, Asset>>)[pathname];
  if (asset !== undefined && Object.hasOwn(assets, pathname))
    return () => assetReply(request, asset);

  const [, id] = /^\/appointments\/([0-9a-f]{32})$/.exec(pathname) ?? [];
  if (id !== undefined) return () => appointment(deps, id);
  if (pathname === "/messages") return () => messages(deps, searchParams.get("day"));
  if (/^\/customers(?:\/|$)/.test(pathname))
    return async () =>
      (await customerPages(deps, new URL(request.url), () => surroundings(deps))) ?? notFound(deps);
  return pathname === "/" ? () => today(deps, searchParams.get("date")) : null;
};

const mostRows = 200;
const mostTasks = 12;

const today = async (deps: Deps, asked: string | null): Promise<Response> => {
  const { settings, frame } = await surroundings(deps);
  const date = asked === null ? wallClock(frame.now, frame.zone).date : dateFrom(asked);
  if (date === null) return notFound(deps);

  const begins = fromWall(`${date}T00:00`, settings.zone);
  const to = fromWall(`${plusDays(date, 1)}T00:00`, settings.zone);
  const tenant = deps.localTenant;
  const [visits, open] = await Promise.all([
    rowsBetween(deps, tenant, { from: begins, to, limit: mostRows, after: null }),
    openTasks(deps, tenant, { limit: mostTasks, after: null }),
  ]);
  const [{ rows }, { tasks }] = [visits, open];
  const shown = await Promise.all(tasks.map((task) => withPerson(deps, task)));
  const version = derive<StreamName>(
    date,
    ...rows.map(({ id, asOf }) => `${id}@${asOf}`),
    ...tasks.map((task) => task.id),
    `${visits.next !== null} ${open.next !== null}`,
  );
  const markup = todayPage(
    { ...frame, version },
    {
      date,
      begins,
      rows,
      hasMore: visits.next !== null,
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
  const { planned, sent, suppressed, failed, pending, counted } = summary;
  const version = derive<StreamName>(
    day,
    planned,
    sent,
    suppressed,
    failed,
    pending,
    counted?.faults ?? "uncounted",
  );
  return pageReply(messagesPage({ ...frame, version }, summary), { status: 200, version });
};

/** Whom a task is about: the customer of the appointment it belongs to, or the customer who wrote. */
const withPerson = async (deps: Deps, task: TaskRow): Promise<DayTask> => {
  const [kind, id = ""] = task.stream.split("/");
  if (kind === "appointment") {
    const row = await rowOf(deps, deps.localTenant, id);
    return { ...task, about: row === null ? null : { ...row, appointment: row.id } };
  }
  if (kind !== "customer") return { ...task, about: null };
  const customer = await customerOf(deps, deps.localTenant, as(task.stream));
  const [latest] = Object.values(customer.appointments).toSorted((one, other) =>
    one.start < other.start ? 1 : -1,
  );
  const isErased = customer.status === "erased" || customer.contact.name === erasedText;
  const { name } = customer.contact;
  return { ...task, about: { name, isErased, appointment: latest?.id ?? null } };
};

const appointment = async (deps: Deps, id: string): Promise<Response> => {
  const whole = await wholeAppointment(deps, deps.localTenant, as(id));
  if (whole === null) return notFound(deps);

  const { settings, frame } = await surroundings(deps);
  const { contact, ...known } = whole.appointment;
  const isErased = whole.customer.status === "erased" || contact.name === erasedText;
  const phone = isErased ? null : (contact.phone as E164 | null);
  const pane = phone === null ? null : await paneOf(deps, whole, phone, settings);
  const version = `${whole.version}-${pane?.messages.length ?? 0}`;
  const markup = appointmentPage(
    { ...frame, version },
    {
      ...known,
      name: contact.name,
      isErased,
      phone: phone === null ? null : maskPhone(phone),
      isOptedOut: whole.customer.optedOut,
      timeline: whole.timeline,
      pane,
    },
  );
  return pageReply(markup, { status: 200, version });
};

const paneOf = async (
  deps: Deps,
  { timeline }: WholeAppointment,
  phone: E164,
  { country }: TenantSettings,
): Promise<PhonePane | null> => {
  if (deps.phone === null) return null;
  const messages = await deps.phone(phone);
  const now = deps.clock.now();
  const next = timeline.planned.find(({ at }) => at > now)?.at ?? null;
  return { number: phone, spoken: spokenPhone(phone, country), messages, next };
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
