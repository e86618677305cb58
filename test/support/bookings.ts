import type { Booking } from "#core/appointment/events";
import type { AppointmentFacts } from "#core/appointment/facts";
import { appointmentIdOf } from "#core/appointment/booking";
import type { BookingReference } from "#core/booking/change";
import { appointmentStream, as } from "#core/kernel/ids";
import { ok, refuse } from "#core/kernel/result";
import { at, plusMs, type Zone } from "#core/kernel/time";
import type { TenantSettings } from "#core/tenant/settings";
import type { Definition } from "#core/workflow/definition";
import { parseDefinition } from "#core/workflow/parse";
import { journeyEvents } from "#core/profiles/pack-journeys";
import { knownTools } from "#core/workflow/tools";

export const hour = 3_600_000;
export const minute = 60_000;

/** When the stories begin, and when the visit of most of them is: five days later, at three. */
export const monday = at("2026-03-02T12:00:00Z");
export const visit = at("2026-03-07T15:00:00Z");

export const reference = (ref: string): BookingReference => ({ provider: "calendly", ref });

export const booking = (ref: string, other: Partial<Booking> = {}): Booking => {
  const start = other.start ?? visit;
  return {
    customer: as("c".repeat(32)),
    reference: reference(ref),
    start,
    end: plusMs(start, hour / 2),
    zone: "America/New_York" as Zone,
    zoneFrom: "appointment",
    reach: "reachable",
    contact: { name: "Mary Ito", email: "mary@example.com", phone: "+14045551234" },
    links: { reschedule: "https://example.com/r", cancel: "https://example.com/c" },
    madeAt: monday, // Early in the morning in New York: whoever books then is awake.
    ...other,
  };
};

export const clinic: TenantSettings = {
  name: "Riverside Clinic",
  zone: "America/New_York" as Zone,
  country: "US",
  locale: "en-US",
  phone: "+14045550000",
  quietHours: { from: "20:00", until: "09:00" },
};

/** What the stream of booking "A" is decided in: these journeys, and one way of wording. */
export const surroundings = (
  current: readonly Definition[],
  older: readonly Definition[] = [],
): Omit<AppointmentFacts, "now" | "version" | "tzdb"> => ({
  stream: appointmentStream(appointmentIdOf(reference("A"))),
  settings: clinic,
  minimumGapMs: 4 * hour,
  sending: { impliedByBooking: ["reminder"], caps: [] },
  deposits: { fromRisk: 70, everybody: false, services: [] },
  compose: (template) => {
    const why = unwritable[template];
    return why === undefined ? ok({ body: `The text "${template}"`, segments: 1 }) : refuse(why);
  },
  definitions: {
    current,
    byHash: (hash) => [...current, ...older].find((one) => one.hash === hash) ?? null,
  },
});

/** Texts that cannot be written, and why. */
const unwritable: Readonly<
  Record<string, "template_missing" | "text_too_long" | "clinic_missing">
> = { gone: "template_missing", endless: "text_too_long", nameless: "clinic_missing" };

export const templates = ["hello", "reminder", ...Object.keys(unwritable)];

const vocabulary = { events: journeyEvents, tools: knownTools, templates };

/** A definition from its YAML without the head that every one has. */
export const journey = (slug: string, rest: string): Definition => {
  const text = `slug: ${slug}\nversion: 1\ntitle: ${slug}\nowner: Front desk\n${rest}`;
  const parsed = parseDefinition(text, vocabulary);
  if (!parsed.ok) throw new Error(parsed.refusal.problems.map(({ message }) => message).join("\n"));
  return parsed.value;
};
