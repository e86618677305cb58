import { describe, expect, it } from "vitest";
import { appointmentIdOf } from "#core/appointment/booking";
import type { AppointmentStatus } from "#core/appointment/state";
import type { CustomerWish } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import type { CustomerEvent } from "#core/customer/events";
import type { Commit } from "#core/kernel/message";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Classification } from "#core/reply/classify";
import { outputsOf } from "#core/workflow/outputs";
import { hour, monday, reference, visit } from "#test/support/bookings";
import { specification } from "#test/support/specification";

const { given } = specification(customerDecider, { hasModel: true });
const appointment = appointmentIdOf(reference("A"));
const knownWith = (status: AppointmentStatus): readonly CustomerEvent[] => [
  { type: "customer.registered", name: "Mary Ito", email: null, phone: "+14045551234" },
  { type: "customer.appointment_noted", appointment, start: visit, status, asOf: 1 },
];
const text = (body: string): CustomerWish => ({
  kind: "receive_text",
  sid: "SM1",
  body,
  optOutType: null,
});

/** What the visit is told of the events of one commit. */
const told = (events: readonly { readonly type: string }[]) =>
  outputsOf({ events } as unknown as Commit).flatMap((output) =>
    output.kind === "tell_answer" ? [output.answer] : [],
  );
const toldOf = (body: string, status: AppointmentStatus = "booked", now: Instant = monday) =>
  told(given(...knownWith(status)).when(text(body), now).events);

describe("a visit is told", () => {
  it.each([
    ["Can we reschedule please?", "reschedule"],
    ["Please cancel my appointment", "cancel"],
  ])("of %j: %s", (body, answer) => {
    expect(toldOf(body)).toEqual([answer]);
  });

  it.each(["CANCEL", "STOP", "C", "Is there parking?"])("nothing of %j", (body) => {
    expect(toldOf(body)).toEqual([]);
  });

  it.each([
    ["the model is sure of", "model", 0.9, ["cancel"]],
    ["the words speak against", "person", 0.9, []],
    ["nobody is sure of", "person", 0.4, []],
  ] as const)("of a wish that %s: (%s, %s)", (_, stage, confidence, answers) => {
    const classification: Classification = {
      intent: "cancel",
      stage,
      confidence,
      model: "openai:tiny",
      promptHash: null,
      why: "answered",
    };
    const settled = given(...knownWith("booked"))
      .when(text("the boat leaves without me then"), monday)
      .when({ kind: "settle_text", sid: "SM1", classification }, monday);
    expect(told(settled.events)).toEqual(answers);
  });
});

describe("a visit that is over", () => {
  it("is told that a text has come, whatever it says", () => {
    expect(toldOf("lovely, thanks!", "completed", plusMs(visit, 24 * hour))).toEqual([
      "after_visit",
    ]);
  });

  it.each([
    ["five days later", "completed", 5 * 24],
    ["when it was missed", "no_show", 24],
    ["when it was cancelled", "cancelled", 24],
  ] as const)("is told nothing %s", (_, status, hours) => {
    expect(toldOf("lovely, thanks!", status, plusMs(visit, hours * hour))).toEqual([]);
  });
});
