import { signatureHeader } from "#adapters/acuity/verify";
import { hmac } from "#adapters/signature";
import type { Instant } from "#core/kernel/time";

/** Acuity as it would speak: its thin webhooks, and the appointments that it is then asked for. */
type SampleAppointment = {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string;
  readonly zone: string;
  readonly start: Instant;
  readonly minutes: number;
};

type Action = "scheduled" | "rescheduled" | "canceled" | "changed" | "order.completed";

/** The form that Acuity posts: nothing but which appointment, and what for. */
export const notified = (action: Action, id: number): string =>
  new URLSearchParams({
    action,
    id: String(id),
    calendarID: "27238",
    appointmentTypeID: "1",
  }).toString();

/** The header that makes a body Acuity's: send exactly the text that was signed. */
export const sign = (body: string, apiKey: string): { readonly [signatureHeader]: string } => ({
  [signatureHeader]: Buffer.from(hmac({ algorithm: "sha256", parts: [body] }, apiKey)).toString(
    "base64",
  ),
});

/** The appointment as `GET /appointments/{id}` answers, with every documented key. */
export const appointmentResource = (sample: SampleAppointment) => ({
  id: sample.id,
  firstName: sample.firstName,
  lastName: sample.lastName,
  phone: sample.phone,
  email: sample.email,
  date: "March 12, 2026",
  time: "11:00am",
  endTime: "11:30am",
  dateCreated: "March 2, 2026",
  datetime: sample.start.replace(/\.\d+Z$/, "+0000"),
  price: "0.00",
  paid: "no",
  amountPaid: "0.00",
  type: "Visit",
  appointmentTypeID: 1,
  addonIDs: [],
  classID: null,
  category: "",
  duration: String(sample.minutes),
  calendar: "Front desk",
  calendarID: 27_238,
  canClientCancel: true,
  canClientReschedule: true,
  location: "",
  certificate: null,
  confirmationPage: `https://acuityscheduling.com/schedule.php?owner=11145481&id[]=${sample.id}&action=appt`,
  formsText: "",
  notes: "",
  timezone: sample.zone,
  forms: [],
  labels: [],
});
