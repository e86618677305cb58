import type { Appointment } from "#adapters/acuity/wire";
import { notice } from "#adapters/acuity/wire";
import { answersIn, joined, payloadInvalid, present, serviceFrom } from "#adapters/wire-fields";
import type {
  BookingChange,
  BookingDelivery,
  BookingDetails,
  BookingReference,
} from "#core/booking/change";
import { ok, type Result } from "#core/kernel/result";
import { epochMs, type Instant, plusMs } from "#core/kernel/time";
import { moneyFrom } from "#core/money/money";
import type { PayloadInvalid } from "#core/ports/booking";

/** Which appointment a webhook names, and whether it says that it is called off; `null`: about something else. */
type Notice = { readonly id: string; readonly action: string; readonly isCanceled: boolean };

/** Reads the form of a verified webhook. An order, or an action that we do not know, is none of our business. */
export const noticeFrom = (rawBody: Uint8Array): Result<Notice | null, PayloadInvalid> => {
  const fields = Object.fromEntries(new URLSearchParams(new TextDecoder().decode(rawBody)));
  const read = notice.safeParse(fields);
  if (!read.success) return payloadInvalid(read.error);

  const { id } = read.data;
  const action = read.data.action.replace(/^appointment\./, ""); // Hooks made over the API say it longer.
  return ok(actions.includes(action) ? { id, action, isCanceled: action === "canceled" } : null);
};

const actions = ["scheduled", "rescheduled", "canceled", "changed"];

/** When we began to ask, and in which currency the account has its prices; `null` where nobody has said so. */
type Asked = { readonly now: Instant; readonly currency: string | null };

/**
 * What a notice and the appointment that it names say together. Acuity keeps the id over a reschedule, and two
 * reschedules have the same notice, so the key bears the moment of asking and what was found.
 */
export const toldBy = (
  { id, action, isCanceled }: Notice,
  found: Appointment,
  asked: Asked,
): BookingDelivery => ({
  deliveryKey: [action, id, asked.now, found.datetime, found.duration].join(" "),
  change: changeOf(found, isCanceled || found.canceled === true, asked),
  revision: { by: "asking", number: epochMs(asked.now) },
});

export const ignored = (rawBody: Uint8Array): BookingDelivery => ({
  deliveryKey: new TextDecoder().decode(rawBody.subarray(0, 200)),
  change: { kind: "ignored", why: "unsupported_event" },
});

export const missing = ({ action, id }: Notice, askedAt: Instant): BookingDelivery => ({
  deliveryKey: [action, id, askedAt].join(" "),
  change: { kind: "missing", reference: referenceTo(id) },
});

/** An appointment of the list of those to come. */
export const listed = (found: Appointment, asked: Asked): BookingDelivery => ({
  deliveryKey: ["listed", found.id, asked.now, found.datetime, found.duration].join(" "),
  change: changeOf(found, found.canceled === true, asked),
  revision: { by: "asking", number: epochMs(asked.now) },
});

const changeOf = (found: Appointment, isCanceled: boolean, asked: Asked): BookingChange => {
  const details = detailsOf(found, asked);
  if (found.noShow === true) return { kind: "no_show", reference: details.reference };
  // Acuity does not say who called it off: nothing may be held against the customer.
  return isCanceled
    ? { kind: "cancelled", details, by: "business", reason: null }
    : { kind: "stands", details };
};

const detailsOf = (found: Appointment, { currency }: Asked): BookingDetails => ({
  reference: referenceTo(String(found.id)),
  start: found.datetime,
  end: plusMs(found.datetime, found.duration * 60_000),
  zone: present(found.timezone),
  name: joined(found.firstName, found.lastName),
  email: present(found.email),
  phone: present(found.phone),
  rescheduleUrl: present(found.confirmationPage),
  cancelUrl: present(found.confirmationPage),
  ...answersIn(
    found.forms?.flatMap(({ values }) => values.map(({ name, value }) => [name, value] as const)),
  ),
  ...paymentOf(found, currency),
  ...serviceFrom(found.appointmentTypeID?.toString(), found.type),
});

/** Acuity writes `"85.00"` without a currency. Who has not paid while booking pays at the visit. */
const paymentOf = (
  { price, paid }: Appointment,
  currency: string | null,
): Pick<BookingDetails, "payment"> => {
  const money = currency === null ? null : moneyFrom(price ?? "", currency);
  if (money === null || money.minor === 0) return {};
  return { payment: { price: money, isPaid: paid === "yes" ? true : null } };
};

const referenceTo = (id: string): BookingReference => ({ provider: "acuity", ref: id });
