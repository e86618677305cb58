import type * as z from "zod";
import { askFor, askWhether, type Asker, readable, unavailable } from "#adapters/ask-json";
import { readJson } from "#adapters/json-bytes";
import {
  deliveryOf,
  eventFrom,
  ignoredEvent,
  needsParty,
  nobody,
  type Party,
} from "#adapters/square/inbound";
import { orderedIn } from "#adapters/square/service";
import { verify } from "#adapters/square/verify";
import {
  type Booking,
  booking,
  bookingsPage,
  customerObject,
  locationObject,
} from "#adapters/square/wire";
import { present } from "#adapters/wire-fields";
import type { BookingDelivery } from "#core/booking/change";
import type { MalformedJson } from "#core/kernel/i-json";
import { ok, type Result } from "#core/kernel/result";
import { at, type Instant, plusMs } from "#core/kernel/time";
import type {
  Asking,
  BookingSystem,
  PayloadInvalid,
  Unavailable,
  UpcomingPage,
} from "#core/ports/booking";

/**
 * Square Bookings: a webhook bears the booking, but of customer and place only the ids, so these are asked for.
 * `access.accessToken` may read bookings, customers and the merchant's profile, and, for prices, items.
 */
export const createSquare = (asker: Asker): BookingSystem => ({
  provider: "square",
  asksBack: true,
  verify,
  read: (rawBody, asking) => read(asker, asking, rawBody),
  upcoming: (asking, page) => upcoming(asker, asking, page),
});

const read = async (
  asker: Asker,
  asking: Asking,
  rawBody: Uint8Array,
): Promise<Result<readonly BookingDelivery[], PayloadInvalid | MalformedJson | Unavailable>> => {
  const json = readJson(rawBody);
  if (!json.ok) return json;
  const event = eventFrom(json.value);
  if (!event.ok) return event;
  const { eventId, booking: told } = event.value;
  if (told === null) return ok([ignoredEvent(eventId)]);

  const party = await partyOf(asker, asking, told);
  return party.ok ? ok([deliveryOf(eventId, told, party.value)]) : party;
};

/** At most 31 days may be asked for at once; twelve of them are about a year. */
const windowMs = 31 * 24 * 3_600_000;
const windows = 12;

/** Which of the twelve, and how far in it. */
type Place = { readonly window: number; readonly begin: Instant; readonly cursor: string | null };

const placeOf = (page: string | null, now: Instant): Place => {
  const [window = "1", begin = now, cursor = ""] = page?.split(" ") ?? [];
  return { window: Number(window), begin: at(begin), cursor: present(cursor) };
};

const upcoming = async (
  asker: Asker,
  asking: Asking,
  page: string | null,
): Promise<Result<UpcomingPage, Unavailable>> => {
  const place = placeOf(page, asking.now);
  const credentials = credentialsIn(asking);
  if (!credentials.ok) return credentials;
  const question = { path: `/v2/bookings?${queryFor(place)}`, ...credentials.value };
  const asked = await askFor(asker, question, bookingsPage);
  if (!asked.ok) return asked;

  const { found, unreadable } = readable(asked.value.bookings ?? [], booking);
  const deliveries: BookingDelivery[] = [];
  for (const one of found) {
    const party = await partyOf(asker, asking, one);
    if (!party.ok) return party;
    deliveries.push(deliveryOf(`listed ${one.id} ${one.version}`, one, party.value));
  }
  return ok({ deliveries, unreadable, next: nextAfter(place, present(asked.value.cursor)) });
};

const queryFor = ({ begin, cursor }: Place): URLSearchParams => {
  const until = plusMs(begin, windowMs);
  const query = new URLSearchParams({ limit: "100", start_at_min: begin, start_at_max: until });
  if (cursor !== null) query.set("cursor", cursor);
  return query;
};

const nextAfter = ({ window, begin }: Place, cursor: string | null): string | null => {
  if (cursor !== null) return `${window} ${begin} ${cursor}`;
  return window === windows ? null : `${window + 1} ${plusMs(begin, windowMs)} `;
};

/** Whose the booking is, and what the clocks show where it takes place. */
const partyOf = async (
  asker: Asker,
  asking: Asking,
  told: Booking,
): Promise<Result<Party, Unavailable>> => {
  if (!needsParty(told)) return ok(nobody);
  const [customer, location, order] = await Promise.all([
    named(asker, asking, { folder: "customers", id: told.customer_id, shape: customerObject }),
    named(asker, asking, { folder: "locations", id: told.location_id, shape: locationObject }),
    ordered(asker, asking, told),
  ]);
  if (!customer.ok) return customer;
  if (!location.ok) return location;
  if (!order.ok) return order;
  return ok({
    customer: customer.value?.customer ?? null,
    zone: present(location.value?.location.timezone),
    ordered: order.value,
  });
};

const ordered = async (asker: Asker, asking: Asking, told: Booking) => {
  const credentials = credentialsIn(asking);
  return credentials.ok ? orderedIn(asker, credentials.value, told) : credentials;
};

/** What stands under an id; `null` where there is no id, or nothing under it any more. */
const named = async <T>(
  asker: Asker,
  asking: Asking,
  what: {
    readonly folder: string;
    readonly id: string | null | undefined;
    readonly shape: z.ZodType<T>;
  },
): Promise<Result<T | null, Unavailable>> => {
  const id = present(what.id);
  if (id === null) return ok(null);
  const credentials = credentialsIn(asking);
  if (!credentials.ok) return credentials;
  const path = `/v2/${what.folder}/${encodeURIComponent(id)}`;
  return askWhether(asker, { path, ...credentials.value }, what.shape);
};

const credentialsIn = ({ access, now }: Asking) => {
  const { accessToken } = access;
  return accessToken === undefined
    ? unavailable("credentials_missing")
    : ok({ headers: { authorization: `Bearer ${accessToken}` }, now });
};
