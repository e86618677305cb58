import { Environment } from "@marcbachmann/cel-js";
import { daysBefore, type Instant, wallClock, type Zone, zoneFrom } from "#core/kernel/time";
import { nobodyKnown } from "#core/workflow/asks";
import type {
  AppointmentInExpressions,
  CustomerInExpressions,
  ExpressionContext,
  ExpressionType,
} from "#core/workflow/definition";

// Exception signed: the CEL library's timestamps are Date objects. They are made here from instants that
// were handed in, and turned back before anyone sees them; nothing here asks a clock or a local zone.
// oxlint-disable no-restricted-globals

const timestampType = "google.protobuf.Timestamp";
const durationType = "google.protobuf.Duration";

/** The names that CEL gives to the types we know. */
export const ourTypes: ReadonlyMap<string, ExpressionType> = new Map([
  ["bool", "bool"],
  ["string", "string"],
  [timestampType, "timestamp"],
  [durationType, "duration"],
]);

export const appointmentSchema = {
  status: "string",
  start: timestampType,
  end: timestampType,
  zone: "string",
  plan: "int",
  reachable: "bool",
  booked_at: timestampType,
  confirmed_by: "string",
  deposit: "string",
  answer: "string",
  erased: "bool",
  review_opened: "bool",
} satisfies Record<keyof AppointmentInExpressions, string>;

export const customerSchema = {
  risk: { score: "int", level: "string" } satisfies Record<
    keyof CustomerInExpressions["risk"],
    string
  >,
  no_shows: "int",
  deposit_because: "string",
} satisfies Record<keyof CustomerInExpressions, unknown>;

export const variables = ["appointment", "customer", "now", "steps"];

/** Our dialect: four variables, four functions of our own, and limits that hold before anything runs. */
export const environment = new Environment({
  limits: {
    maxAstNodes: 200,
    maxDepth: 24,
    maxListElements: 50,
    maxMapEntries: 0,
    maxCallArguments: 4,
  },
})
  .registerVariable({ name: "appointment", schema: appointmentSchema })
  .registerVariable({ name: "customer", schema: customerSchema })
  .registerVariable("now", timestampType)
  .registerVariable("steps", "map<string, map<string, string>>")
  .registerFunction(
    `hoursBefore(${timestampType}, int): ${timestampType}`,
    (date, hours) => new Date(date.getTime() - Number(hours) * hourMs),
  )
  .registerFunction(`daysBefore(${timestampType}, int, string): ${timestampType}`, (...args) =>
    dateOf(daysBefore(instantOf(args[0]), Number(args[1]), zoneNamed(args[2]))),
  )
  .registerFunction(`localHour(${timestampType}, string): int`, (date, zone) =>
    BigInt(Math.floor(wallClock(instantOf(date), zoneNamed(zone)).minuteOfDay / 60)),
  )
  .registerFunction(`localWeekday(${timestampType}, string): int`, (date, zone) =>
    BigInt(wallClock(instantOf(date), zoneNamed(zone)).weekday),
  );

export const bindingsOf = ({
  now,
  appointment,
  steps,
  customer = nobodyKnown,
}: ExpressionContext) => ({
  now: dateOf(now),
  appointment: {
    status: appointment.status,
    start: dateOf(appointment.start),
    end: dateOf(appointment.end),
    zone: appointment.zone,
    plan: BigInt(appointment.plan),
    reachable: appointment.reachable,
    booked_at: dateOf(appointment.booked_at),
    confirmed_by: appointment.confirmed_by,
    deposit: appointment.deposit,
    answer: appointment.answer ?? "",
    erased: appointment.erased === true,
    review_opened: appointment.review_opened === true,
  },
  customer: {
    risk: { score: BigInt(customer.risk.score), level: customer.risk.level },
    no_shows: BigInt(customer.no_shows),
    deposit_because: customer.deposit_because ?? "",
  },
  steps,
});

/** Throws where CEL reckoned its way out of the calendar. */
export const toOurs = (type: ExpressionType, value: unknown): boolean | string | number => {
  switch (type) {
    case "timestamp":
      return instantOf(value as Date);
    case "duration":
      return Math.floor(Number(value));
    case "bool":
    case "string":
      return value as boolean | string;
  }
};

const dateOf = (instant: Instant): Date => new Date(instant);

/** CEL knows the years 1 to 9999 (its specification, "Timestamps"); outside them an instant has another width, and would no longer compare as text. */
const instantOf = (date: Date): Instant => {
  const ms = date.getTime();
  if (!(ms >= firstMs && ms <= lastMs)) throw new RangeError("the time is outside the calendar");
  return date.toISOString() as Instant;
};

const hourMs = 3_600_000;
const firstMs = -62_135_596_800_000;
const lastMs = 253_402_300_799_999;

const zoneNamed = (name: string): Zone => {
  const zone = zoneFrom(name);
  if (zone === null) throw new RangeError(`unknown time zone "${name}"`);
  return zone;
};
