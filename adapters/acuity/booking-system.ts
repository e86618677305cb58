import { ignored, listed, missing, noticeFrom, toldBy } from "#adapters/acuity/inbound";
import { verify } from "#adapters/acuity/verify";
import { appointment, appointmentList } from "#adapters/acuity/wire";
import { askFor, type Asker, askWhether, readable, unavailable } from "#adapters/ask-json";
import type { BookingDelivery } from "#core/booking/change";
import { ok, type Result } from "#core/kernel/result";
import { plusDays } from "#core/kernel/time";
import type {
  Asking,
  BookingSystem,
  PayloadInvalid,
  Unavailable,
  UpcomingPage,
} from "#core/ports/booking";

/**
 * Acuity Scheduling: a webhook names an appointment and says nothing of it, so each is asked for. The API key
 * both signs and asks; `access.userId` is the account's number beside it, and `access.currency` what its prices are
 * in: without it there are none.
 */
export const createAcuity = (asker: Asker): BookingSystem => ({
  provider: "acuity",
  asksBack: true,
  verify,
  read: (rawBody, asking) => read(asker, asking, rawBody),
  upcoming: (asking, page) => upcoming(asker, asking, page),
});

const read = async (
  asker: Asker,
  asking: Asking,
  rawBody: Uint8Array,
): Promise<Result<readonly BookingDelivery[], PayloadInvalid | Unavailable>> => {
  const notice = noticeFrom(rawBody);
  if (!notice.ok) return notice;
  if (notice.value === null) return ok([ignored(rawBody)]);

  const credentials = credentialsIn(asking);
  if (!credentials.ok) return credentials;
  const path = `/api/v1/appointments/${notice.value.id}`;
  const found = await askWhether(asker, { path, ...credentials.value }, appointment);
  if (!found.ok) return found;
  if (found.value === null) return ok([missing(notice.value, asking.now)]);
  if (String(found.value.id) !== notice.value.id) return unavailable("answer_unreadable");
  return ok([toldBy(notice.value, found.value, askedBy(asking))]);
};

/** The list has no pages: it is asked for week by week, and day by day from where a week has too many. */
type Window = { readonly from: string; readonly days: number };

const weekly = 7;
const mostInOneAnswer = 1_000;
const furthestDays = 366;

const upcoming = async (
  asker: Asker,
  asking: Asking,
  page: string | null,
): Promise<Result<UpcomingPage, Unavailable>> => {
  const today = asking.now.slice(0, 10);
  // The day of the business may still be yesterday's; what has begun by now is left out by whoever asks.
  const window = page === null ? { from: plusDays(today, -1), days: weekly } : windowFrom(page);
  const query = new URLSearchParams({
    minDate: window.from,
    maxDate: plusDays(window.from, window.days - 1),
    max: String(mostInOneAnswer),
    direction: "ASC",
    excludeForms: "true",
  });
  const credentials = credentialsIn(asking);
  if (!credentials.ok) return credentials;
  const question = { path: `/api/v1/appointments?${query}`, ...credentials.value };
  const list = await askFor(asker, question, appointmentList);
  if (!list.ok) return list;

  if (list.value.length >= mostInOneAnswer && window.days > 1)
    return ok({ deliveries: [], unreadable: 0, next: `${window.from} 1` });
  const { found, unreadable } = readable(list.value, appointment);
  const deliveries = found.map((one) => listed(one, askedBy(asking)));
  const from = plusDays(window.from, window.days);
  const next = from > plusDays(today, furthestDays) ? null : `${from} ${window.days}`;
  return ok({ deliveries, unreadable, next });
};

const askedBy = ({ access, now }: Asking) => ({ now, currency: access["currency"] ?? null });

const windowFrom = (page: string): Window => {
  const [from = "", days] = page.split(" ");
  return { from, days: Number(days) };
};

const credentialsIn = ({ secrets, access, now }: Asking) => {
  const [apiKey] = secrets;
  const { userId } = access;
  if (apiKey === undefined || userId === undefined) return unavailable("credentials_missing");
  const authorization = `Basic ${Buffer.from(`${userId}:${apiKey}`).toString("base64")}`;
  return ok({ headers: { authorization }, now });
};
