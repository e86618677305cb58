import { askFor, type Asker, readable, unavailable } from "#adapters/ask-json";
import { translate, translateListed } from "#adapters/calcom/inbound";
import { verify } from "#adapters/calcom/verify";
import { bookingsPage, listedBooking } from "#adapters/calcom/wire";
import { readJson } from "#adapters/json-bytes";
import { ok, type Result } from "#core/kernel/result";
import type { Asking, BookingSystem, Unavailable, UpcomingPage } from "#core/ports/booking";

/** Cal.com: webhooks say everything. `access.apiKey` is only needed for the first synchronisation. */
export const createCalcom = (asker: Asker): BookingSystem => ({
  provider: "calcom",
  asksBack: false,
  verify,
  read: async (rawBody) => {
    const json = readJson(rawBody);
    return json.ok ? translate(json.value) : json;
  },
  upcoming: (asking, page) => upcoming(asker, asking, page),
});

const pageSize = 100;

/** The shape of what the API answers is that of this version. */
const apiVersion = "2024-08-13";

const upcoming = async (
  asker: Asker,
  { access, now }: Asking,
  page: string | null,
): Promise<Result<UpcomingPage, Unavailable>> => {
  const { apiKey } = access;
  if (apiKey === undefined) return unavailable("credentials_missing");

  const skip = Number(page ?? 0);
  const query = new URLSearchParams({
    status: "upcoming",
    afterStart: now,
    sortStart: "asc",
    take: String(pageSize),
    skip: String(skip),
  });
  const headers = { authorization: `Bearer ${apiKey}`, "cal-api-version": apiVersion };
  const asked = await askFor(asker, { path: `/v2/bookings?${query}`, headers, now }, bookingsPage);
  if (!asked.ok) return asked;

  const { data, pagination } = asked.value;
  const { found, unreadable } = readable(data, listedBooking);
  const hasMore = data.length > 0 && (pagination?.hasNextPage ?? data.length === pageSize);
  return ok({
    deliveries: found.map(translateListed),
    unreadable,
    next: hasMore ? String(skip + data.length) : null,
  });
};
