import { bookingResource, customerResource, locationResource } from "#adapters/square/sample";
import type { Asker } from "#adapters/ask-json";
import { createCalendly } from "#adapters/calendly/booking-system";
import { createSquare } from "#adapters/square/booking-system";
import type { TenantId } from "#core/kernel/ids";
import { fromEpochMs } from "#core/kernel/time";
import type { BookingSystem } from "#core/ports/booking";
import type { Deps } from "#functions/deps";
import type { Door, Invocation } from "#test/simulation/invocation";
import type { Own } from "#test/simulation/ports/tables";
import type { Visit } from "#test/simulation/providers";
import { type SimTenant, tokenOf } from "#test/simulation/tenants";
import type { World } from "#test/simulation/world";

export type System = Visit["system"];

/** A booking as its system had it from one moment on, until the next of its own. */
export type Standing = Pick<Visit, "startMs" | "endMs" | "status" | "revision"> & {
  readonly atMs: number;
  /** As its webhook told it; empty where it was told below the signature. */
  readonly body: string;
};

/** What the booking systems know and can be asked for. */
export type SimDesk = {
  /** Whether anybody asks in this world; elsewhere their webhooks have to do. */
  readonly asks: boolean;
  readonly visits: Visit[];
  /** When a list was last answered as it had been some time before. */
  readonly staleMs: Map<string, number>;
  /** Called when something was booked, moved or called off. */
  onChange: (visit: Visit) => void;
  /** Called behind a page with what stood on it. */
  onPage: (visits: readonly Visit[]) => void;
  /** Whoever waits for an answer when the world ends waits in vain. */
  readonly waiting: Set<() => void>;
};

export const createSimDesk = (asks: boolean): SimDesk => ({
  asks,
  visits: [],
  staleMs: new Map(),
  onChange: () => {},
  onPage: () => {},
  waiting: new Set(),
});

export const listOf = (tenant: TenantId, system: System): string => `${tenant} ${system}`;

type Parts = {
  readonly world: World;
  readonly door: Door;
  readonly desk: SimDesk;
  readonly tenants: readonly SimTenant[];
  readonly own: Own;
  readonly onCall: (invocation: Invocation, system: System) => void;
};

/** The real adapters, which ask what this world's booking systems answer. */
export const bookingSystemsPort = (
  parts: Parts,
  invocation: Invocation,
): Deps["bookingSystems"] => {
  const systems = {
    calendly: awaited(createCalendly(askerOf(parts, invocation, "calendly")), invocation),
    square: awaited(createSquare(askerOf(parts, invocation, "square")), invocation),
  };
  return systems as unknown as Deps["bookingSystems"];
};

/** Who has died hears no answer. An adapter does: it has to let go of its time limit, which is the machine's own. */
const awaited = (system: BookingSystem, invocation: Invocation): BookingSystem => {
  const alive = async <T>(answer: Promise<T>): Promise<T> => {
    const value = await answer;
    return invocation.isAlive ? value : new Promise<T>(() => {});
  };
  return {
    ...system,
    read: (rawBody, asking) => alive(system.read(rawBody, asking)),
    upcoming: (asking, page) => alive(system.upcoming(asking, page)),
  };
};

/** By the machine's own clock; no answer takes so long. */
const neverMs = 600_000;

const askerOf = (parts: Parts, invocation: Invocation, system: System): Asker => ({
  baseUrl: `https://${system}.example`,
  timeoutMs: neverMs,
  fetch: (request) => asked(parts, invocation, { system, request }),
});

type Question = { readonly system: System; readonly request: Request };

const asked = (
  parts: Parts,
  invocation: Invocation,
  { system, request }: Question,
): Promise<Response> => {
  const { world, door, desk, tenants, own, onCall } = parts;
  const token = request.headers.get("authorization")?.slice("Bearer ".length);
  const tenant = tenants.find(({ id }) => token === tokenOf(id, system));
  if (tenant !== undefined) own(invocation, tenant.id, "bookings.ask");
  onCall(invocation, system);
  return new Promise((resolve, reject) => {
    const letGo = (): void => reject(new Error("Nobody waits for this answer"));
    const { onDeath } = invocation;
    invocation.onDeath = () => {
      onDeath?.();
      letGo();
    };
    desk.waiting.add(letGo);
    door
      .effect(invocation, "bookings.ask", () =>
        tenant === undefined
          ? answered(401)
          : answerTo({ world, desk, tenant, system }, new URL(request.url)),
      )
      .finally(() => desk.waiting.delete(letGo))
      .then(resolve, reject);
  });
};

type About = {
  readonly world: World;
  readonly desk: SimDesk;
  readonly tenant: SimTenant;
  readonly system: System;
};

/** As much of a response as the adapters read; the machine's own would take turns of the machine's. */
const answered = (status: number, body: unknown = {}, retryAfter: string | null = null): Response =>
  ({
    status,
    headers: { get: (name: string) => (name === "retry-after" ? retryAfter : null) },
    text: async () => JSON.stringify(body),
  }) as unknown as Response;

const answerTo = (about: About, url: URL): Response => {
  const { world, system } = about;
  if (world.strikes("bookings.error")) return answered(500);
  if (world.strikes("bookings.throttled")) return answered(429, {}, "20");
  return system === "calendly" ? calendly(about, url) : square(about, url);
};

/** So long ago some page was as it is shown; so far its lists show what is new late, and what has gone. */
const mostStaleMs = 6 * 3_600_000;

/** What the list shows: as it is, or as it was some time ago. */
const standingsIn = (about: About): readonly (readonly [Visit, Standing])[] => {
  const { world, desk, tenant, system } = about;
  const isOlder = world.strikes("bookings.older_page");
  const lagMs = isOlder ? world.chance.dice("older pages")() * mostStaleMs : 0;
  if (isOlder) desk.staleMs.set(listOf(tenant.id, system), world.nowMs());
  const asOf = world.nowMs() - lagMs;
  return desk.visits
    .filter((one) => one.tenant === tenant && one.system === system)
    .flatMap((visit): (readonly [Visit, Standing])[] => {
      const standing = visit.history.findLast(({ atMs }) => atMs <= asOf);
      return standing === undefined ? [] : [[visit, standing]];
    })
    .toSorted(([, one], [, other]) => one.startMs - other.startMs);
};

/** A token is a place in the list as it is when it comes back. */
const perPage = 1;

const paged = <T>(
  { world }: About,
  all: readonly T[],
  token: string | null,
): { readonly page: readonly T[]; readonly next: string | null } => {
  const place = Number(token ?? 0);
  const from = place > 0 && world.strikes("bookings.pages_overlap") ? place - 1 : place;
  const until = place + perPage;
  return { page: all.slice(from, until), next: until < all.length ? String(until) : null };
};

/** What stood on a page may change right behind it. */
const shown = <T>({ desk }: About, page: readonly (readonly [Visit, T])[]): readonly T[] => {
  desk.onPage(page.map(([visit]) => visit));
  return page.map(([, one]) => one);
};

type Told = { readonly payload: { readonly scheduled_event: { readonly uri: string } } };

const calendly = (about: About, url: URL): Response => {
  const [, , id] = url.pathname.split("/");
  const told = standingsIn(about)
    .filter(([, { status }]) => status === "live")
    .map(([visit, { body, startMs }]) => ({ visit, startMs, body }));
  if (id !== undefined) {
    const own = told.map(({ body }) => (JSON.parse(body) as Told).payload);
    const collection = own.filter(({ scheduled_event: { uri } }) => uri.endsWith(`/${id}`));
    return answered(200, { collection, pagination: { next_page_token: null } });
  }
  const fromMs = Date.parse(url.searchParams.get("min_start_time") ?? "");
  const { page, next } = paged(
    about,
    told.filter(({ startMs }) => startMs >= fromMs),
    url.searchParams.get("page_token"),
  );
  const collection = shown(
    about,
    page.map(({ visit, body }) => [visit, (JSON.parse(body) as Told).payload.scheduled_event]),
  );
  return answered(200, { collection, pagination: { next_page_token: next } });
};

const statusOf: Readonly<Record<Visit["status"], string>> = {
  live: "ACCEPTED",
  cancelled: "CANCELLED_BY_CUSTOMER",
  no_show: "NO_SHOW",
};

/** A booking of Square's, as its webhook and its list bear it. */
export const squareBooking = (visit: Visit, standing: Standing) => ({
  id: visit.refs.at(-1) ?? "",
  version: standing.revision,
  status: statusOf[standing.status],
  start: fromEpochMs(standing.startMs),
  minutes: (standing.endMs - standing.startMs) / 60_000,
  customerId: `C${visit.tenant.people.indexOf(visit.person)}`,
  locationId: "L1",
  updatedAt: fromEpochMs(standing.atMs),
});

const square = (about: About, url: URL): Response => {
  const [, , kind = "", id = ""] = url.pathname.split("/");
  return kind === "bookings" ? listed(about, url) : named(about, kind, id);
};

const listed = (about: About, url: URL): Response => {
  const [fromMs, untilMs] = ["start_at_min", "start_at_max"].map((name) =>
    Date.parse(url.searchParams.get(name) ?? ""),
  );
  const own = standingsIn(about).filter(
    ([, { startMs }]) => startMs >= (fromMs ?? 0) && startMs < (untilMs ?? 0),
  );
  const { page, next } = paged(about, own, url.searchParams.get("cursor"));
  const bookings = shown(
    about,
    page.map(([visit, standing]) => [visit, bookingResource(squareBooking(visit, standing))]),
  );
  return answered(200, bookings.length === 0 ? {} : { bookings, cursor: next });
};

const named = ({ tenant }: About, kind: string, id: string): Response => {
  if (kind === "locations")
    return answered(200, { location: locationResource(id, tenant.settings.zone) });
  const person = kind === "customers" ? tenant.people[Number(id.slice(1))] : undefined;
  if (person === undefined) return answered(404);
  const [givenName = "", familyName = ""] = person.name.split(" ");
  const { email, toldPhone: phone } = person;
  return answered(200, { customer: customerResource({ id, givenName, familyName, email, phone }) });
};
