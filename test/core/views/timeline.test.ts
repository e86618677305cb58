import { describe, expect, it } from "vitest";
import type { ProviderReason } from "#adapters/twilio/errors";
import { as, type CausationId, type ExecutionId, type Hex, type RunId } from "#core/kernel/ids";
import type { Actor, Commit } from "#core/kernel/message";
import { at } from "#core/kernel/time";
import { type CarrierReason, carrierWords, suppressedWords } from "#core/views/timeline-reasons";
import { timelineOf } from "#core/views/timeline";
import type { Reading, TimelineEntry } from "#core/views/timeline-entry";
import type { Definition, Step } from "#core/workflow/definition";
import { zone } from "#test/support/zones";

describe("the timeline of a text that went", () => {
  it("says which questions were asked before it, and what was answered", () => {
    const [entry] = told(booked, begun, requested, intended, sent("reply"));

    expect(entry).toMatchObject({
      kind: "text",
      tone: "good",
      title: "Reminder (48 h before) sent",
      why: "its time, 48 h before the visit, had come; the visit was still booked, the customer had not opted out, it was not quiet time and no other text had gone shortly before",
      quote: "We'll see you on Friday.",
    });
  });

  it("says of an answer that it answers, for it need not wait for the end of quiet hours", () => {
    const reply = { ...requested, purpose: "confirmation", reply: true, template: "booking-moved" };
    const [entry] = told(booked, begun, reply, intended, sent("reply"));

    expect(entry?.title).toBe("Text “booking moved” sent");
    expect(entry?.why).toBe(
      "it answers what had just happened, the visit was still booked and the customer had not opted out",
    );
  });

  it("remembers as what the visit stood when it went, not as what it stands now", () => {
    const confirmed = { type: "appointment.confirmed", by: "customer" };

    expect(told(booked, confirmed, begun, requested, intended, sent("reply"))[0]?.why).toContain(
      "still confirmed",
    );
  });

  it("tells how an unknown outcome was found out", () => {
    const unknown = { type: "execution.unknown", execution, lookAt: later, why: "timeout" };
    const entries = told(booked, begun, requested, intended, unknown, sent("look_up"));

    expect(entries.map(({ title, why }) => `${title}: ${why}`)).toEqual([
      "Reminder (48 h before) has an unknown outcome: the carrier did not answer in time; it may have arrived, so it is looked up at the carrier at 11:00 and not sent again blindly",
      expect.stringMatching(/ sent: .*it was looked up at the carrier and found$/),
    ]);
  });
});

describe("the timeline of a text that did not go", () => {
  it("puts off until the end of quiet hours, by the clock of the customer's place", () => {
    const until = at("2026-03-05T14:00:00Z");
    const deferred = { type: "execution.deferred", execution, until, why: "quiet_hours" };
    const [entry] = told(booked, begun, requested, deferred);

    expect(entry?.title).toBe("Reminder (48 h before) put off until Thu 5 Mar, 09:00");
    expect(entry?.why).toBe("quiet hours (20:00–09:00, America/New_York)");
  });

  it("names the customer's zone where it is not that of the business", () => {
    const until = at("2026-03-05T16:00:00Z");
    const there = { ...booked, zone: zone("America/Denver") };
    const deferred = { type: "execution.deferred", execution, until, why: "quiet_hours" };
    const [entry] = told(there, begun, requested, deferred);

    expect(entry?.title).toBe(
      "Reminder (48 h before) put off until Thu 5 Mar, 09:00 in America/Denver",
    );
  });

  it("puts off until some time lies between two texts", () => {
    const until = at("2026-03-05T14:00:00Z");
    const why = "too_soon_after_previous";
    const deferred = { type: "execution.deferred", execution, until, why };
    const [entry] = told(booked, begun, requested, deferred);

    expect(entry?.why).toBe(
      "the customer had had another text only shortly before, and between two lies a gap of some hours",
    );
  });

  it.each(Object.entries(suppressedWords))("has a sentence for %s", (why, sentence) => {
    const suppressed = { type: "execution.suppressed", execution, why };

    expect(told(booked, begun, requested, suppressed)[0]).toMatchObject({
      title: "Reminder (48 h before) not sent",
      why: sentence,
    });
  });

  it.each(Object.entries(carrierWords))("has a sentence for a failure by %s", (why, sentence) => {
    const failed = { type: "execution.failed", execution, why };

    expect(told(booked, begun, requested, failed)[0]).toMatchObject({ tone: "bad", why: sentence });
  });

  it("has a sentence for every reason that the carrier's adapter knows", () => {
    // Does not compile when the adapter learns a reason that has no sentence.
    const known: (reason: ProviderReason) => CarrierReason = (reason) => reason;

    expect(carrierWords[known("throttled")]).toBe("the carrier asked us to slow down");
  });

  it.each([
    ["http_503", "the carrier answered with an error (503)"],
    ["econnrefused", "the carrier could not be reached (econnrefused)"],
    ["und_err_connect_timeout", "the carrier could not be reached (und_err_connect_timeout)"],
    ["moon_in_the_way", "the reason was “moon in the way”"],
  ])("makes a sentence of %s, too", (why, sentence) => {
    const failed = { type: "execution.failed", execution, why };

    expect(told(booked, begun, requested, failed)[0]?.why).toBe(sentence);
  });

  it("follows a chain of steps that were left out to the one that began it", () => {
    const skipped = (step: string, why: string) => ({ type: "run.step_skipped", run, step, why });
    const entries = told(
      booked,
      begun,
      skipped("two-days-before", "already_past"),
      skipped("two-days-reminder", "needs_skipped"),
    );

    expect(entries.at(-1)).toMatchObject({
      kind: "text",
      isMinor: false,
      title: "Text “two days reminder” left out",
      why: "it comes after “two days before”, which was left out: its time was already past",
    });
  });

  it("says which condition did not hold, and what held instead", () => {
    const confirmed = { type: "appointment.confirmed", by: "customer" };
    const why = "condition_false";
    const skipped = { type: "run.step_skipped", run, step: "two-days-reminder", why };

    expect(told(booked, confirmed, begun, skipped).at(-1)?.why).toBe(
      "it goes ahead only while the visit is booked; the visit was confirmed",
    );
  });
});

describe("the timeline", () => {
  it("puts the customer's answer before what it set off, within the same instant", () => {
    const answer = commitOf("customer/c", [
      { type: "customer.text_received", sid: "SM1", body: "C", intent: "confirm" },
      {
        type: "customer.text_settled",
        sid: "SM1",
        outcome: { kind: "acted", action: "confirm", appointment: "a" },
      },
    ]);
    const confirmation = commitOf(
      "appointment/a",
      [{ type: "appointment.confirmed", by: "customer" }],
      { causationId: as<CausationId>(answer.hash) },
    );
    const { happened } = timelineOf(
      { appointment: [commitOf("appointment/a", [booked]), confirmation], customer: [answer] },
      now,
      reading,
    );

    expect(happened.map(({ title }) => title)).toEqual([
      "Booked for Fri 6 Mar, 10:00",
      "The customer wrote: taken as a confirmation",
      "Confirmed",
    ]);
  });

  it("leaves out what the customer said before this booking", () => {
    const before = at("2026-01-01T10:00:00Z");
    const old = { ...commitOf("customer/c", [{ type: "customer.erased" }]), at: before };
    const { happened } = timelineOf(
      { appointment: [commitOf("appointment/a", [booked])], customer: [old] },
      now,
      reading,
    );

    expect(happened).toHaveLength(1);
  });

  it("passes over events that another version of the program has written", () => {
    const strange = commitOf("customer/c", [{ type: "toString" }, { type: "customer.sang" }]);
    const { happened } = timelineOf(
      { appointment: [commitOf("appointment/a", [booked])], customer: [strange] },
      now,
      reading,
    );

    expect(happened).toHaveLength(1);
  });

  it("asks a person by when, and says who asks", () => {
    const opened = { type: "task.opened", task: "t", kind: "no-answer", priority: "high" };
    const asked = { type: "run.step_done", run, step: "call-them", outcome: "asked" };
    const entry = told(booked, begun, { ...opened, dueAt: later }, asked).find(
      ({ kind }) => kind === "task",
    );

    expect(entry?.title).toBe(
      "For a person, by 11:00: Call the customer: they have not said that they come",
    );
    expect(entry?.why).toBe("“Reminders” asks for it");
  });
});

describe("what comes next", () => {
  it("names a reminder as it will be named once it has gone, and its condition", () => {
    const waiting = {
      type: "run.step_waiting",
      run,
      step: "two-days-before",
      until: twoDaysBefore,
    };

    expect(planned(booked, begun, waiting)).toEqual([
      {
        at: twoDaysBefore,
        kind: "text",
        title: "Reminder (48 h before)",
        why: "only while the visit is booked",
      },
      { at: start, kind: "appointment", title: "The visit", why: expect.any(String) },
    ]);
  });

  it("keeps the name of a reminder that was put off", () => {
    const deferred = { type: "execution.deferred", execution, until: later, why: "quiet_hours" };

    expect(planned(booked, begun, requested, deferred)[0]).toMatchObject({
      at: later,
      title: "Reminder (48 h before)",
      why: "put off: quiet hours",
    });
  });

  it("is nothing once the visit is cancelled", () => {
    const cancelled = {
      type: "appointment.cancelled",
      customer: "c",
      by: "customer",
      reason: null,
    };

    expect(planned(booked, cancelled)).toEqual([]);
  });

  it("says of a paused journey that nothing of it happens", () => {
    const waiting = {
      type: "run.step_waiting",
      run,
      step: "two-days-before",
      until: twoDaysBefore,
    };
    const titles = planned(booked, begun, waiting, { type: "run.paused", run }).map(
      ({ title }) => title,
    );

    expect(titles).toEqual(["“Reminders” is paused", "The visit"]);
  });

  it("does not promise a text whose journey is paused", () => {
    const titles = planned(booked, begun, requested, { type: "run.paused", run }).map(
      ({ title }) => title,
    );

    expect(titles).toEqual(["“Reminders” is paused", "The visit"]);
  });
});

type Happened = { readonly type: string; readonly [field: string]: unknown };

const newYork = zone("America/New_York");
const now = at("2026-03-04T15:00:00Z");
const later = at("2026-03-04T16:00:00Z");
const twoDaysBefore = at("2026-03-04T15:00:00Z");
const start = at("2026-03-06T15:00:00Z");
const run = as<RunId>("r");
const execution = as<ExecutionId>("x");

const booked = {
  type: "appointment.booked",
  appointment: "a",
  plan: 1,
  customer: "c",
  reference: { provider: "calendly", ref: "1" },
  start,
  end: at("2026-03-06T15:30:00Z"),
  zone: newYork,
  reach: "reachable",
  contact: { name: "Ada", email: null, phone: "+14045550123" },
  links: { reschedule: null, cancel: null },
  replaces: null,
};
const begun = {
  type: "run.started",
  run,
  slug: "reminders",
  definition: { version: 1, hash: "h" },
  trigger: "appointment.booked",
};
const requested = {
  type: "execution.requested",
  execution,
  run,
  step: "two-days-reminder",
  tool: "text.send",
  template: "reminder-two-days",
  purpose: "reminder",
  reply: false,
  plan: 1,
  dueAt: twoDaysBefore,
  staleAt: null,
};
const intended = {
  type: "execution.intended",
  execution,
  attempt: 1,
  token: 1,
  to: "+14045550123",
  body: "We'll see you on Friday.",
  usefulUntil: start,
};
const sent = (settledBy: string) => ({ type: "execution.sent", execution, sid: "SM2", settledBy });

const step = (id: string, needs: readonly string[], rest: Partial<Step>): Step => ({
  id,
  needs,
  if: null,
  do: { kind: "choose", options: [] },
  ...rest,
});
const condition = { source: 'appointment.status == "booked"', type: "bool" } as Step["if"];
const definition = {
  slug: "reminders",
  title: "Reminders",
  hash: as<Hex>("h"),
  if: null,
  steps: [
    step("two-days-before", [], {}),
    step("two-days-reminder", ["two-days-before"], {
      if: condition,
      do: {
        kind: "use",
        tool: "text.send",
        with: { template: "reminder-two-days", purpose: "reminder" },
        retry: { attempts: 1, firstMs: 1, maxMs: 1, factor: 1 },
        staleAfterMs: null,
      },
    }),
  ],
} as unknown as Definition;

const reading: Reading = {
  zone: newYork,
  settings: { quietHours: { from: "20:00", until: "09:00" } },
  definitions: { current: [definition], byHash: (hash) => (hash === "h" ? definition : null) },
};

const commitOf = (
  stream: string,
  events: readonly Happened[],
  cause: { readonly causationId?: CausationId } = {},
): Commit => ({
  tenant: as("t"),
  stream: as(stream),
  version: 1,
  commandId: as("command"),
  payloadHash: as("p"),
  cause: {
    correlationId: as("story"),
    causationId: as("nothing"),
    actor: { kind: "provider", name: "calendly" } satisfies Actor,
    ...cause,
  },
  at: now,
  events,
  prev: as("0"),
  hash: as(`hash of ${stream} ${events.map(({ type }) => type).join()}`),
});

/** What is told of these events, all in one commit, without the booking and the bookkeeping around it. */
const told = (...events: readonly Happened[]): readonly TimelineEntry[] =>
  timelineOf(
    { appointment: [commitOf("appointment/a", events)], customer: [] },
    now,
    reading,
  ).happened.filter(({ kind, isMinor }) => kind !== "appointment" && !isMinor);

const planned = (...events: readonly Happened[]) =>
  timelineOf({ appointment: [commitOf("appointment/a", events)], customer: [] }, now, reading)
    .planned;
