import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExecutionWish } from "#core/execution/commands";
import { deliveryRank } from "#core/execution/delivery-rank";
import { evolveExecution } from "#core/execution/state";
import { msBetween, plusMs } from "#core/kernel/time";
import { textsGone } from "#core/policy/caps";
import type { DeliveryStatus, LookUp } from "#core/ports/messenger";
import { hour, journey, minute, monday } from "#test/support/bookings";
import {
  accepted,
  begin,
  bookedWith,
  executionsOf,
  settle,
  type StreamStory,
  textOf,
  timedOut,
  unavailable,
  wake,
  wakeOf,
} from "#test/support/journey-stage";

const oneText = journey(
  "one-text",
  `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }]`,
);
const asked = bookedWith(oneText);
const { execution } = textOf(asked, "hello");
const begun = asked.when(begin(execution, 3), monday);
const unknown = begun.when(settle(execution, timedOut, 3), monday);

const phaseOf = (story: StreamStory) => textOf(story, "hello").phase;
const resolve = (found: LookUp, token = 4): ExecutionWish => ({
  kind: "resolve_execution",
  execution,
  token,
  found,
});
const callback = (
  status: DeliveryStatus,
  sid = "SM1",
  errorCode: string | null = null,
): ExecutionWish => ({ kind: "record_delivery", execution, sid, status, errorCode });

const complained: ExecutionWish = {
  kind: "record_delivery",
  execution,
  sid: "SM1",
  status: "delivered",
  errorCode: null,
  why: "opted_out",
};

const found: LookUp = { kind: "found", sid: "SM1", status: "sent" };
const absent: LookUp = { kind: "absent" };
const cannotLook: LookUp = { kind: "unavailable", why: "busy" };

describe("what the carrier answers", () => {
  it("settles the text: sent, with the carrier's own name for it", () => {
    const told = begun.when(settle(execution, accepted("SM9"), 3), monday);
    expect(told.events[0]).toEqual({
      type: "execution.sent",
      execution,
      sid: "SM9",
      settledBy: "reply",
    });
  });

  it("fails what was refused for good", () => {
    const told = begun.when(
      settle(execution, { kind: "rejected", why: "landline", providerCode: "30006" }, 3),
      monday,
    );
    expect(told.events[0]).toEqual({ type: "execution.failed", execution, why: "landline" });
  });

  it("of which nobody knows is looked up half a minute later", () => {
    unknown.thenHappened("execution.unknown", "wake.planned");
    expect(wakeOf(unknown)).toBe(plusMs(monday, 30_000));
  });

  it("is not taken from somebody with an older token, for any of their wishes", () => {
    const withdraw: ExecutionWish = {
      kind: "withdraw_execution",
      execution,
      token: 2,
      why: "opted_out",
    };
    for (const wish of [settle(execution, accepted(), 2), resolve(found, 2), withdraw])
      begun.when(wish, monday).thenRefuses("stale_token", { token: 2, newest: 3 });
  });

  it("is refused before anything was begun", () =>
    asked
      .when(settle(execution, accepted(), 3), monday)
      .thenRefuses("execution_not_ready", { execution, status: "ready" }));

  it("says nothing new when the callback was faster", () => {
    const told = begun.when(callback("delivered"), monday);
    told.when(settle(execution, accepted(), 3), monday).thenNothingHappened();
    told.when(settle(execution, unavailable, 3), monday).thenNothingHappened();
    told.when(settle(execution, timedOut, 3), monday).thenNothingHappened();
    told.when(resolve(absent), monday).thenNothingHappened();
  });
});

describe("withdrawing between intent and call", () => {
  it("suppresses the text under the customer's reason, and nothing can send it after", () => {
    const told = begun.when(
      { kind: "withdraw_execution", execution, token: 3, why: "opted_out" },
      monday,
    );
    expect(phaseOf(told)).toEqual({ status: "suppressed", why: "opted_out" });
    told.when(settle(execution, accepted(), 3), monday).thenNothingHappened();
    told.when(begin(execution, 4), monday).thenNothingHappened();
  });

  const gives = (story: StreamStory, token: number, now = monday): StreamStory =>
    story.when({ kind: "withdraw_execution", execution, token, why: "another_under_way" }, now);

  it("is no try: the carrier has never been asked, and keeps all that it may refuse", () => {
    let story = asked;
    let token = 0;
    const due = () => wakeOf(story) ?? monday;
    const begins = () => {
      token += 1;
      story = story.when(begin(execution, token), due());
    };
    for (let times = 0; times < 6; times += 1) {
      begins();
      story = gives(story, token, due()).when(wake, plusMs(due(), 2 * minute));
    }
    expect(textOf(story, "hello")).toMatchObject({ attempts: 0, phase: { status: "ready" } });

    for (let tries = 1; tries < 5; tries += 1) {
      begins();
      story = story.when(settle(execution, unavailable, token), due());
      expect(phaseOf(story)).toMatchObject({ status: "retrying" });
      story = story.when(wake, due());
    }
    begins();
    expect(phaseOf(story)).toMatchObject({ status: "intended", attempt: 5 });
    story = story.when(settle(execution, unavailable, token), due());
    expect(phaseOf(story)).toEqual({ status: "failed", why: "busy" });
  });

  it("leaves standing what was tried before: the carrier may have that after all", () => {
    const tried = begun.when(settle(execution, unavailable, 3), monday);
    const again = tried.when(wake, wakeOf(tried) ?? monday);
    const given = gives(again.when(begin(execution, 4), monday), 4);
    expect(textOf(given, "hello").attempts).toBe(1);
    expect(phaseOf(given.when(callback("sent"), monday))).toMatchObject({ status: "sent" });
  });

  it("counts histories alike in which it was still recorded as a try", () => {
    const withdrawn = gives(begun, 3);
    const again = withdrawn
      .when(wake, wakeOf(withdrawn) ?? monday)
      .when(begin(execution, 4), monday);
    const older = again.events.map((event) =>
      event.type === "execution.intended" ? { ...event, attempt: 2 } : event,
    );
    const before = textOf(withdrawn.when(wake, wakeOf(withdrawn) ?? monday), "hello");
    const [intended] = older;
    if (intended?.type !== "execution.intended") throw new Error("Cannot find the intent");
    expect(evolveExecution(before, intended, monday).attempts).toBe(1);
  });

  it("comes back at a second of its own, and at another one after each try", () => {
    const waitOf = (token: number): number =>
      msBetween(
        monday,
        wakeOf(gives(asked.when(begin(execution, token), monday), token)) ?? monday,
      );
    const waits = [1, 2, 3, 4, 5, 6, 7, 8].map(waitOf);
    for (const wait of waits) {
      expect(wait).toBeGreaterThanOrEqual(minute);
      expect(wait).toBeLessThan(2 * minute);
    }
    expect(new Set(waits).size).toBeGreaterThan(4);
  });
});

describe("looking up", () => {
  const after = (minutes: number) => plusMs(monday, minutes * minute);

  it("finds it: it was sent", () =>
    expect(unknown.when(resolve(found), after(1)).events[0]).toMatchObject({
      type: "execution.sent",
      settledBy: "look_up",
    }));

  it("finds it for an intent whose worker never came back, too", () =>
    expect(phaseOf(begun.when(resolve(found), after(1)))).toMatchObject({ status: "sent" }));

  it("finds nothing: a quarter of an hour is waited for a sign", () => {
    const told = unknown.when(resolve(absent), plusMs(after(15), -1));
    told.thenHappened("execution.unknown", "wake.planned");
    expect(phaseOf(told)).toMatchObject({ status: "unknown", why: "look_up_absent" });
    expect(wakeOf(told)).toBe(plusMs(after(20), -1));
  });

  it("finds nothing after that: one careful resend, then a person, never a third text", () => {
    const resend = unknown.when(resolve(absent), after(15));
    resend.thenHappened("execution.resend_authorised", "execution.due", "wake.planned");
    const again = resend
      .when(begin(execution, 5), after(15))
      .when(settle(execution, timedOut, 5), after(15));
    expect(phaseOf(again)).toMatchObject({ status: "unknown", attempt: 2 });
    again
      .when(resolve(absent, 6), plusMs(after(30), -1))
      .thenHappened("execution.unknown", "wake.planned");

    const given = again.when(resolve(absent, 6), after(30));
    expect(given.events.slice(0, 2)).toMatchObject([
      { type: "execution.failed", why: "outcome_unknown" },
      { type: "task.opened", kind: "text-failed" },
    ]);
  });

  it("counts for the caps as gone when nobody knows: the carrier's list may show it later than anybody looks", () => {
    const texts = (story: StreamStory) => textsGone([textOf(story, "hello")]);
    const doubtful = { at: monday, isReminder: false, isSettled: true };
    const resend = unknown.when(resolve(absent), after(15));
    expect(texts(resend)).toEqual([doubtful]);
    const suppressed = resend.when(begin(execution, 5, { optedOut: true }), after(16));
    expect(phaseOf(suppressed)).toMatchObject({ status: "suppressed" });
    expect(texts(suppressed)).toEqual([doubtful]);

    const again = resend.when(begin(execution, 5), after(15));
    expect(texts(again)).toEqual([{ ...doubtful, at: after(15), isSettled: false }]);
    const given = again.when(resolve(absent, 6), after(30));
    expect(texts(given)).toEqual([{ ...doubtful, at: after(15) }]);
  });

  it("does not resend what would be noise by now", () => {
    const late = bookedWith(
      journey(
        "one-text",
        `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true }, stale: 10m }]`,
      ),
    )
      .when(begin(execution, 3), monday)
      .when(resolve(absent), after(15));
    expect(phaseOf(late)).toEqual({ status: "failed", why: "outcome_unknown" });
  });

  it("is over without an answer, and a complaint about it is heard all the same", () => {
    const late = plusMs(monday, 25 * 60 * 60_000);
    const over = unknown.when(wake, late).when(resolve(cannotLook), late);
    expect(phaseOf(over)).toEqual({ status: "failed", why: "outcome_unknown" });
    over.when(callback("delivered"), late).thenNothingHappened();

    const complaint = over.when(complained, late);
    complaint.thenHappened("execution.delivery");
    expect(complaint.events[0]).toMatchObject({ status: "delivered", why: "opted_out" });
    expect(phaseOf(complaint)).toEqual({ status: "failed", why: "outcome_unknown" });
  });

  it("that cannot be made is tried seldomer and seldomer, for a day, then a person is asked", () => {
    let story = unknown;
    let now = monday;
    let looks = 0;
    for (; phaseOf(story).status === "unknown"; looks += 1) {
      const next = wakeOf(story) ?? now;
      expect(next > now).toBe(true);
      now = next;
      story = story.when(wake, now);
      story = story.when(resolve(cannotLook), now);
    }
    expect(phaseOf(story)).toEqual({ status: "failed", why: "outcome_unknown" });
    expect(story.events).toContainEqual(expect.objectContaining({ kind: "text-failed" }));
    expect(msBetween(monday, now)).toBeGreaterThanOrEqual(24 * hour);
    expect(msBetween(monday, now)).toBeLessThan(31 * hour);
    expect(looks).toBeLessThan(40);
  });

  it("is asked for again when whoever was to look has vanished, seldomer and seldomer too", () => {
    let story = unknown;
    let looks = 0;
    for (let now = monday; now < plusMs(monday, 24 * hour); looks += 1) {
      now = wakeOf(story) ?? now;
      story = story.when(wake, now);
      story.thenHappened("execution.due", "wake.planned");
    }
    expect(looks).toBeLessThan(40);
  });

  it("does not resend on a day when it could not look", () => {
    const told = unknown.when(resolve(cannotLook), after(60));
    expect(phaseOf(told)).toMatchObject({ status: "unknown", why: "look_up_unavailable" });
  });
});

describe("the carrier's callbacks", () => {
  const statuses = Object.keys(deliveryRank) as readonly DeliveryStatus[];

  it("settle a text whose answer was lost", () => {
    for (const story of [begun, unknown]) {
      const told = story.when(callback("queued"), monday);
      expect(told.events.slice(0, 2)).toEqual([
        { type: "execution.sent", execution, sid: "SM1", settledBy: "callback" },
        { type: "execution.delivery", execution, sid: "SM1", status: "queued", errorCode: null },
      ]);
    }
  });

  it("keep a text from being tried again that the carrier had taken after all", () => {
    const retrying = begun.when(settle(execution, unavailable, 3), monday);
    const resend = unknown.when(resolve(absent), plusMs(monday, 15 * minute));
    for (const story of [retrying, resend]) {
      const told = story.when(callback("sent"), plusMs(monday, 16 * minute));
      expect(phaseOf(told)).toMatchObject({ status: "sent", sid: "SM1" });
      told.when(begin(execution, 9), plusMs(monday, 16 * minute)).thenNothingHappened();
    }
  });

  it("about a text that was never begun, or is given up, say nothing new", () => {
    asked.when(callback("sent"), monday).thenNothingHappened();
    const failed = begun.when(
      settle(execution, { kind: "rejected", why: "landline", providerCode: null }, 3),
      monday,
    );
    failed.when(callback("delivered"), monday).thenNothingHappened();
  });

  it("about another message than the one that settled it say nothing new", () =>
    begun
      .when(callback("sent"), monday)
      .when(callback("delivered", "SM2"), monday)
      .thenNothingHappened());

  it("keep the carrier's code of what went wrong", () =>
    expect(begun.when(callback("undelivered", "SM1", "30003"), monday).events[1]).toMatchObject({
      errorCode: "30003",
    }));

  it("in any order, doubled, and with the answer anywhere between, only ever move forward", () => {
    const heard = fc.array(fc.constantFrom(...statuses, "reply" as const), { maxLength: 12 });
    fc.assert(
      fc.property(heard, (words) => {
        let story = begun;
        let rank = -1;
        for (const word of words) {
          const wish = word === "reply" ? settle(execution, accepted(), 3) : callback(word);
          story = story.when(wish, monday);
          const phase = phaseOf(story);
          if (phase.status !== "sent") throw new Error(`Cannot be ${phase.status}`);
          const isForward = deliveryRank[phase.delivery] > rank;
          if (!isForward) expect(deliveryRank[phase.delivery]).toBe(rank);
          if (!isForward) story.thenNothingHappened();
          rank = deliveryRank[phase.delivery];
        }
        const ranks = words.map((word) => (word === "reply" ? 0 : deliveryRank[word]));
        expect(rank).toBe(Math.max(-1, ...ranks));
        expect(executionsOf(story)).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });
});
