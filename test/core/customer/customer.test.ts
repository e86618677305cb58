import { describe, expect, it } from "vitest";
import type { AppointmentStatus } from "#core/appointment/state";
import type { CustomerWish } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import type { CustomerEvent } from "#core/customer/events";
import { appointmentIdOf } from "#core/appointment/booking";
import { as } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import { hour, monday, reference, visit } from "#test/support/bookings";
import { specification } from "#test/support/specification";

const { given } = specification(customerDecider, {});

const contact = { name: "Mary Ito", email: "mary@example.com", phone: "+14045551234" };
const [first, second] = [appointmentIdOf(reference("A")), appointmentIdOf(reference("B"))];

const registered: CustomerEvent = { type: "customer.registered", ...contact };
const noted = (
  appointment: typeof first,
  start: Instant,
  status: AppointmentStatus = "booked",
): CustomerEvent => ({ type: "customer.appointment_noted", appointment, start, status, asOf: 1 });
/** Who gives a phone with a booking allows texts about it. */
const allowed = (appointment: typeof first): CustomerEvent => ({
  type: "customer.consent_granted",
  purpose: "reminder",
  evidence: { how: "booking", at: monday, where: `appointment/${appointment}`, wording: null },
});
const optedOutAtCarrier: CustomerEvent = {
  type: "customer.opted_out",
  how: "text",
  evidence: "SM0",
  atCarrier: true,
};
const optedOut: CustomerEvent = { type: "customer.opted_out", how: "text", evidence: "SM0" };
const erased: CustomerEvent = { type: "customer.erased" };

const note = (
  other: Partial<Extract<CustomerWish, { kind: "note_appointment" }>> = {},
): CustomerWish => ({
  kind: "note_appointment",
  contact,
  appointment: first,
  start: visit,
  status: "booked",
  asOf: 1,
  ...other,
});
const text = (body: string, optOutType: "stop" | "start" | "help" | null = null): CustomerWish => ({
  kind: "receive_text",
  sid: "SM1",
  body,
  optOutType,
});
const erase: CustomerWish = { kind: "erase" };

const outcomeOf = ({ events }: ReturnType<ReturnType<typeof given>["when"]>) =>
  events.flatMap((event) => (event.type === "customer.text_settled" ? [event.outcome] : []));
const person = (why: string) => [{ kind: "handed_to_person", why }];
const acted = (action: string, more: object = {}) => [{ kind: "acted", action, ...more }];

const booked = given(registered, noted(first, visit));

describe("a customer", () => {
  it("is registered with the first booking, and said again is no news", () =>
    given()
      .when(note(), monday)
      .thenEvents([registered, noted(first, visit), allowed(first)])
      .when(note(), monday)
      .thenNothingHappened());

  it("changes contact with a later booking", () => {
    const phone = "+14045559999";
    booked
      .when(note({ appointment: second, contact: { ...contact, phone } }), monday)
      .thenEvents([
        { type: "customer.contact_changed", ...contact, phone },
        noted(second, visit),
        allowed(second),
      ]);
  });

  it("is only noted by what says nothing of a contact", () =>
    given()
      .when(note({ contact: null }), monday)
      .thenHappened("customer.appointment_noted"));

  it("keeps the newest word on each appointment, and nothing of an older one, its contact included", () => {
    const moved = booked.when(note({ asOf: 5, start: plusMs(visit, hour) }), monday);
    const old = { ...contact, name: "M. Ito" };
    moved.when(note({ asOf: 4, contact: old }), monday).thenNothingHappened();
    moved.when(note({ asOf: 5, contact: old }), monday).thenNothingHappened();
    expect(moved.state.appointments[first]?.start).toBe(plusMs(visit, hour));
  });
});

describe("a wish to move or cancel a visit", () => {
  const asks = (sid: string): CustomerWish => ({
    kind: "receive_text",
    sid,
    body: "reschedule",
    optOutType: null,
  });

  it("is nobody's task any more once the visit has moved, was called off or has begun", () => {
    const once = given(registered, noted(first, visit)).when(asks("SM-w1"), monday);
    const wished = once.when(asks("SM-w2"), monday);
    wished.thenHappened("customer.text_received", "customer.text_settled");
    expect(wished.state.openTasks).toHaveLength(1);
    for (const change of [
      { start: plusMs(visit, hour) },
      { status: "cancelled" },
      { status: "rescheduled" },
      { status: "in_progress" },
    ] as const) {
      const told = wished.when(note({ asOf: 9, ...change }), monday);
      expect([change, told.state.openTasks]).toEqual([change, []]);
      expect(told.events).toContainEqual(
        expect.objectContaining({
          type: "task.closed",
          why: expect.stringMatching(/^appointment\./) as unknown,
        }),
      );
    }
    expect(
      wished.when(note({ asOf: 9, status: "confirmed" }), monday).state.openTasks,
    ).toHaveLength(1);
  });
});

describe("erasing", () => {
  it("forgets the contact, keeps the wish not to be texted, and is done once", () => {
    const told = given(registered, optedOut).when(erase, monday);
    told.thenEvents([erased]).when(erase, monday).thenNothingHappened();
    expect(told.state).toMatchObject({
      status: "erased",
      optedOut: true,
      contact: { name: null, email: null, phone: null },
    });
  });

  it("of somebody nobody knows is refused", () =>
    given().when(erase, monday).thenRefuses("customer_unknown"));

  it("reaches also who has only ever texted, and who texts after having been erased", () => {
    const stranger = given().when(text("Hello?"), monday);
    const gone = stranger.when(erase, monday).thenHappened("customer.erased", "task.closed");
    const back = gone.when(text("Hello??"), monday);
    back.when(erase, monday).thenHappened("customer.erased", "task.closed");
  });

  it("leaves nobody of whom it could be said that they allow something; that they do not can always be said", () => {
    const said = {
      purpose: "review",
      evidence: { how: "spoken", at: null, where: "desk", wording: null },
    } as const;
    const gone = given(registered, erased);
    gone.when({ kind: "grant_consent", ...said }, monday).thenRefuses("customer_erased");
    gone.when({ kind: "import_consent", ...said }, monday).thenRefuses("customer_erased");
    gone
      .when({ kind: "withdraw_consent", ...said }, monday)
      .thenHappened("customer.consent_withdrawn");
    gone.when({ kind: "opt_out", evidence: "desk" }, monday).thenHappened("customer.opted_out");
  });

  it("does not keep anybody from coming back: they are registered anew", () => {
    const told = given(registered, noted(first, visit), optedOut, erased).when(
      note({ appointment: second }),
      monday,
    );
    told.thenEvents([registered, noted(second, visit), allowed(second)]);
    expect(told.state).toMatchObject({ status: "known", optedOut: true });
  });
});

describe("opting out", () => {
  it.each([
    ["STOP", true],
    [" stop\n", true],
    ["please stop", false],
    ["baja", false],
    ["Cancel", true],
  ])("%j withdraws, at once; the carrier has obeyed it, too: %s", (body, isAtCarrier) => {
    const told = booked.when(text(body), monday);
    expect(told.events[1]).toEqual({
      type: "customer.opted_out",
      how: "text",
      evidence: "SM1",
      ...(isAtCarrier && { atCarrier: true }),
    });
    expect(outcomeOf(told)).toEqual(acted("opt_out"));
    expect(told.state.optedOut).toBe(true);
  });

  it("is what the carrier says it is, whatever the words", () =>
    expect(booked.when(text("genug", "stop"), monday).state.optedOut).toBe(true));

  it("twice is acted on twice and withdraws once", () => {
    const told = given(registered, optedOut).when(text("stop"), monday);
    told.thenHappened("customer.text_received", "customer.text_settled");
  });

  it("with CANCEL opens a task besides, where there is a visit that could be meant", () => {
    const task = { type: "task.opened", kind: "wants-to-cancel", priority: "high" };
    expect(booked.when(text("CANCEL"), monday).events).toContainEqual(
      expect.objectContaining(task),
    );
    for (const story of [booked.when(text("STOP"), monday), booked.when(text("cancel"), visit)])
      expect(story.events).not.toContainEqual(expect.objectContaining(task));
    expect(
      given(registered, optedOut, noted(first, visit)).when(text("CANCEL"), monday).events,
    ).toContainEqual(expect.objectContaining(task));
  });

  it("by an operator is noted once, with the evidence", () => {
    const wish: CustomerWish = { kind: "opt_out", evidence: "call of 2 March" };
    booked
      .when(wish, monday)
      .thenEvents([{ type: "customer.opted_out", how: "operator", evidence: "call of 2 March" }])
      .when(wish, monday)
      .thenNothingHappened();
  });
});

describe("opting in again", () => {
  const out = given(registered, noted(first, visit), optedOut);

  it.each([
    ["START", out],
    ["unstop", out],
    ["You can text me again", out],
    ["YES", given(registered, noted(first, visit), optedOutAtCarrier)],
  ])("%s is enough", (body, story) => {
    const told = story.when(text(body), monday);
    expect(told.events[1]).toEqual({ type: "customer.opted_in", how: "text", evidence: "SM1" });
    expect(outcomeOf(told)).toEqual(acted("opt_in"));
  });

  it("is what the carrier says it is", () =>
    expect(out.when(text("hola", "start"), monday).state.optedOut).toBe(false));

  it.each([
    ["C", optedOut],
    ["1", optedOut],
    ["👍", optedOut],
    ["sí", optedOut],
    ["YES", optedOut], // The carrier has never heard of the opt-out, so it reads nothing into a YES.
    ["Yes, see you then", optedOutAtCarrier],
    ["Yes, I confirm", optedOutAtCarrier],
    ["yes yes yes", optedOutAtCarrier],
  ])("%s is not: it confirms the visit, and no text will thank for it", (body, how) => {
    const told = given(registered, noted(first, visit), how).when(text(body), monday);
    told.thenHappened("customer.text_received", "customer.text_settled");
    expect(outcomeOf(told)).toEqual(acted("confirm", { appointment: first }));
    expect(told.state.optedOut).toBe(true);
  });

  it("is no YES of whoever left otherwise, though the carrier reads every YES as a START", () => {
    const yes = text("YES", "start");
    const told = out.when(yes, monday);
    expect(outcomeOf(told)).toEqual(acted("confirm", { appointment: first }));
    expect(told.state.optedOut).toBe(true);

    const back = given(registered, noted(first, visit), optedOutAtCarrier).when(yes, monday);
    expect(back.state.optedOut).toBe(false);
  });

  it("from somebody who never left changes nothing; a YES of theirs confirms", () => {
    booked
      .when(text("START"), monday)
      .thenHappened("customer.text_received", "customer.text_settled");
    // The second as the carrier delivers it: it has read the YES as a START.
    for (const yes of [text("YES"), text("YES", "start")])
      expect(outcomeOf(booked.when(yes, monday))).toEqual(acted("confirm", { appointment: first }));
  });
});

describe("confirming", () => {
  it("said again of a visit that is confirmed is still about that visit", () =>
    expect(
      outcomeOf(given(registered, noted(first, visit, "confirmed")).when(text("C"), monday)),
    ).toEqual(acted("confirm", { appointment: first })));

  it("where there is nothing to confirm goes to a person, who is told by a task", () => {
    const nothing = [
      given(),
      booked.when(note({ asOf: 2, status: "cancelled" }), monday),
      given(registered, noted(first, plusMs(monday, -2 * hour))),
    ];
    for (const story of nothing) {
      const told = story.when(text("C"), monday);
      expect(outcomeOf(told)).toEqual(person("nothing_to_confirm"));
      expect(told.events.at(-1)).toMatchObject({
        type: "task.opened",
        kind: "answer-needed",
        owner: "Front desk",
        dueAt: plusMs(monday, 2 * hour),
      });
    }
  });
});

describe("every other text", () => {
  it.each(["HELP", "aide"])("%s is answered by the carrier, where it says so", (body) =>
    expect(outcomeOf(booked.when(text(body, "help"), monday))).toEqual([
      { kind: "suppressed", why: "carrier_answers_help" },
    ]),
  );

  it.each(["Help please, thanks", "Ayuda por favor", "HELP", "info"])(
    "%s is a person's to answer where no carrier says that it has",
    (body) => expect(outcomeOf(booked.when(text(body), monday))).toEqual(person("help")),
  );

  it("that is a like of a text which asks nothing is nobody's to answer", () =>
    expect(outcomeOf(booked.when(text("Liked “You are confirmed.”"), monday))).toEqual([
      { kind: "suppressed", why: "reaction" },
    ]));

  it("that goes to a person is to be answered within two hours, and before the visit begins", () => {
    const dueAt = (now: Instant) => booked.when(text("Where are you?"), now).events.at(-1);
    expect(dueAt(monday)).toMatchObject({ dueAt: plusMs(monday, 2 * hour) });
    expect(dueAt(plusMs(visit, -hour))).toMatchObject({ dueAt: visit });
    expect(dueAt(plusMs(visit, hour))).toMatchObject({ dueAt: plusMs(visit, 3 * hour) });
  });

  it("is urgent, too, while its visit has only just begun: they may be on their way", () => {
    const late = { priority: "high", dueAt: plusMs(visit, hour + hour / 6) };
    for (const status of ["confirmed", "in_progress"] as const) {
      const told = given(registered, noted(first, visit, status));
      const { events } = told.when(text("Stuck in traffic, there in 5"), plusMs(visit, hour / 6));
      expect(events.at(-1)).toMatchObject(late);
    }
    const over = given(registered, noted(first, visit, "no_show"));
    expect(over.when(text("Sorry!"), plusMs(visit, hour / 6)).events.at(-1)).toMatchObject({
      priority: "medium",
    });
  });

  it("goes to a person, and its task can be closed, once", () => {
    const told = booked.when(text("Can I bring my dog?"), monday);
    expect(outcomeOf(told)).toEqual(person("question"));
    const [task = as("none")] = told.state.openTasks;
    told
      .when({ kind: "close_task", task }, monday)
      .thenEvents([{ type: "task.closed", task }])
      .when({ kind: "close_task", task }, monday)
      .thenNothingHappened();
  });

  it("is stored with card numbers masked", () => {
    const told = booked.when(text("my card is 4242 4242 4242 4242"), monday);
    expect(JSON.stringify(told.events)).not.toContain("4242 4242");
    expect(told.events[0]).toMatchObject({ type: "customer.text_received", intent: "unclear" });
  });

  it("ends in exactly one outcome", () => {
    for (const body of ["STOP", "START", "C", "HELP", "?", "", "CANCEL", "yes", "stop by at 5?"])
      expect(outcomeOf(booked.when(text(body), monday))).toHaveLength(1);
  });
});
