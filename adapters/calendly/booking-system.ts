import type * as z from "zod";
import { askFor, type Asker, readable, unavailable } from "#adapters/ask-json";
import { translate } from "#adapters/calendly/inbound";
import { signatureHeader, verify } from "#adapters/calendly/verify";
import { eventPage, inviteePage, listedEvent } from "#adapters/calendly/wire";
import { readJson } from "#adapters/json-bytes";
import { present } from "#adapters/wire-fields";
import type { BookingDelivery } from "#core/booking/change";
import type { Json } from "#core/kernel/canonical";
import { ok, type Result } from "#core/kernel/result";
import type { Asking, BookingSystem, Unavailable, UpcomingPage } from "#core/ports/booking";

/**
 * Calendly: webhooks say everything. `access.token` and `access.organization` (its URI) are only needed for the
 * first synchronisation.
 */
export const createCalendly = (asker: Asker): BookingSystem => ({
  provider: "calendly",
  asksBack: false,
  verify: ({ header, ...delivery }) => verify({ ...delivery, header: header(signatureHeader) }),
  read: async (rawBody) => {
    const json = readJson(rawBody);
    return json.ok ? translate(json.value) : json;
  },
  upcoming: (asking, page) => upcoming(asker, asking, page),
});

type Ask = <T>(path: string, shape: z.ZodType<T>) => Promise<Result<T, Unavailable>>;

/** An event tells the time, its invitees whose bookings it holds: one more question for each event. */
const upcoming = async (
  asker: Asker,
  { access, now }: Asking,
  page: string | null,
): Promise<Result<UpcomingPage, Unavailable>> => {
  const { token, organization } = access;
  if (token === undefined || organization === undefined) return unavailable("credentials_missing");
  const headers = { authorization: `Bearer ${token}` };
  const ask: Ask = (path, shape) => askFor(asker, { path, headers, now }, shape);

  const query = new URLSearchParams({ organization, status: "active", sort: "start_time:asc" });
  query.set("min_start_time", now);
  query.set("count", "50");
  if (page !== null) query.set("page_token", page);
  const events = await ask(`/scheduled_events?${query}`, eventPage);
  if (!events.ok) return events;

  const { found, unreadable } = readable(events.value.collection, listedEvent);
  const deliveries: BookingDelivery[] = [];
  let unreadableInvitees = 0;
  for (const event of found) {
    const invitees = await inviteesOf(ask, event);
    if (!invitees.ok) return invitees;
    deliveries.push(...invitees.value.deliveries);
    unreadableInvitees += invitees.value.unreadable;
  }
  const next = present(events.value.pagination.next_page_token);
  return ok({ deliveries, unreadable: unreadable + unreadableInvitees, next });
};

type Invitees = { readonly deliveries: readonly BookingDelivery[]; readonly unreadable: number };

/** Pages of a hundred invitees; nobody's clinic holds an event for ten thousand. */
const pagesAtMost = 100;

const inviteesOf = async (
  ask: Ask,
  event: z.infer<typeof listedEvent>,
): Promise<Result<Invitees, Unavailable>> => {
  const deliveries: BookingDelivery[] = [];
  let unreadable = 0;
  let next: string | null = null;
  for (let page = 1; page <= pagesAtMost; page += 1) {
    const query = new URLSearchParams({ status: "active", count: "100" });
    if (next !== null) query.set("page_token", next);
    // Only the path: the token goes nowhere but where it has been going.
    const asked = await ask(`${new URL(event.uri).pathname}/invitees?${query}`, inviteePage);
    if (!asked.ok) return asked;
    for (const invitee of asked.value.collection) {
      const told = translate(asWebhook(invitee, event));
      if (told.ok) deliveries.push(...told.value);
      else unreadable += 1;
    }
    next = present(asked.value.pagination.next_page_token);
    if (next === null) return ok({ deliveries, unreadable });
  }
  return unavailable("answer_unreadable");
};

/** The webhook that this invitee's booking was told by: the same key, so the same delivery. */
const asWebhook = (invitee: Readonly<Record<string, unknown>>, event: unknown): Json =>
  ({
    event: "invitee.created",
    created_at: invitee["created_at"],
    payload: { ...invitee, scheduled_event: event },
  }) as Json;
