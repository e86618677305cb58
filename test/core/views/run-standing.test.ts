import { describe, expect, it } from "vitest";
import { plusMs } from "#core/kernel/time";
import { runsOf } from "#core/views/run-standing";
import { hour, journey, monday, visit } from "#test/support/bookings";
import {
  begin,
  bookedWith,
  cancel,
  goOn,
  runOf,
  sendNow,
  settle,
  type StreamStory,
  textOf,
  unavailable,
  wake,
} from "#test/support/journey-stage";

const sequence = journey(
  "sequence",
  `on: appointment.booked
until: appointment.cancelled
steps:
  - { id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }
  - { id: before, needs: [], wait: appointment.start - duration("24h") }
`,
);
const booked = bookedWith(sequence);
const { execution } = textOf(booked, "hello");
const wish = (kind: "pause_run" | "cancel_run") => ({ kind, run: runOf(booked).id });
const rejected = { kind: "rejected", why: "landline", providerCode: null } as const;

const standingOf = (story: StreamStory) =>
  runsOf(story.state.journeys).map(({ status, why }) => (why === null ? status : [status, why]));

describe("where a journey stands", () => {
  it.each<[string, StreamStory]>([
    ["running", booked],
    ["waiting", sendNow(booked, "hello", monday)],
    [
      "retrying",
      booked.when(begin(execution), monday).when(settle(execution, unavailable), monday),
    ],
    ["paused", booked.when(wish("pause_run"), monday)],
    ["completed", sendNow(booked, "hello", monday).when(wake, plusMs(visit, -24 * hour))],
  ])("is %s", (status, story) => expect(standingOf(story)).toEqual([status]));

  it.each<[string, string, StreamStory]>([
    ["blocked", "definition_missing", goOn(booked, [], wake, monday)],
    ["cancelled", "operator", booked.when(wish("cancel_run"), monday)],
    ["cancelled", "appointment.cancelled", booked.when(cancel, monday)],
    [
      "failed",
      "step_failed: hello",
      booked
        .when(begin(execution), monday)
        .when(settle(execution, rejected), monday)
        .when(wake, plusMs(visit, -24 * hour)),
    ],
  ])("is %s, because of %s", (status, why, story) =>
    expect(standingOf(story)).toEqual([[status, why]]),
  );

  it("is told under the names by which it is paused and resumed", () => {
    const { id, definition } = runOf(booked);
    expect(runsOf(booked.state.journeys)).toEqual([
      {
        id,
        journey: "sequence",
        version: definition.version,
        status: "running",
        why: null,
        startedAt: monday,
      },
    ]);
  });
});
