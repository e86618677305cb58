import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appointmentStreamDecider, type AppointmentStreamEvent } from "#core/appointment/journeys";
import { nextAppointmentWake } from "#core/appointment/decide";
import { describeAppointment } from "#core/appointment/describe";
import { type Execution, isTerminal } from "#core/execution/state";
import { genesis } from "#core/kernel/chain";
import { as } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { earliest, type Instant } from "#core/kernel/time";
import { type AppointmentRow, foldAppointmentRow } from "#core/views/appointment-row";
import { nextJourneyWake } from "#core/workflow/journeys";
import { nextTrigger } from "#core/workflow/trigger-times";
import { factsOf, start, type Step, take, type Walk, type Walked, walks } from "#test/support/walk";

const known = new Map<string, readonly Walked[]>();

/** Everything that happened on a walk, told step by step; the same walk is taken once. */
const walked = (steps: readonly Step[]): readonly Walked[] => {
  const name = steps.map((step) => `${step.name} after ${step.after}`).join(", ");
  const told = known.get(name) ?? walkedAfresh(steps);
  known.set(name, told);
  return told;
};

const walkedAfresh = (steps: readonly Step[]): readonly Walked[] => {
  const told: Walked[] = [];
  for (const step of steps) {
    const next = take(told.at(-1)?.walk ?? start, step);
    if (next !== null) told.push(next);
  }
  return told;
};

/** All promises are held against the same walks; another run of the tests takes others. */
const seed = fc.sample(fc.integer(), 1)[0] ?? 1;

const always = (holds: (told: readonly Walked[]) => void) =>
  fc.assert(
    fc.property(walks, (steps) => holds(walked(steps))),
    { seed, numRuns: 60 },
  );

const eventsOf = (told: readonly Walked[]) =>
  told.flatMap(({ events, before }) => events.map((event) => ({ event, before })));

const endings: readonly string[] = ["execution.sent", "execution.suppressed", "execution.failed"];

describe("whatever is wished, in whatever order and however late", () => {
  it("the planned wake is the earliest need, so nothing due is left asleep", () => {
    always((told) => {
      for (const { walk } of told)
        expect(walk.state.journeys.wakeAt).toBe(earliest([...needsOf(walk)]));
    });
  });

  it("a wake at its time finds something to do, and nothing again a moment later", () => {
    always((told) => {
      const last = told.at(-1)?.walk ?? start;
      const step = (after: Step["after"]): Step => ({
        after,
        name: "",
        wish: () => ({ kind: "wake" }),
      });
      const rung = take(last, step("wake"));
      if (rung === null || last.state.journeys.wakeAt === null) return;
      expect(rung.events).not.toEqual([]);
      expect(take(rung.walk, step(0))?.events).toEqual([]);
    });
  });

  it("a wish delivered again says nothing new", () => {
    always((told) => {
      for (const { walk, wish } of told) {
        const again = appointmentStreamDecider.decide(walk.state, wish, factsOf(walk));
        if (again.ok && !repeatable(wish.kind)) expect(again.value).toEqual([]);
      }
    });
  });

  it("every run, text and task is named once", () => {
    always((told) => {
      const names = eventsOf(told).flatMap(({ event }) => nameIn(event));
      expect(new Set(names).size).toBe(names.length);
    });
  });

  it("every text ends at most once, and is pending until then", () => {
    always((told) => {
      const ended = eventsOf(told).flatMap(({ event }) =>
        endings.includes(event.type) && "execution" in event ? [event.execution] : [],
      );
      expect(new Set(ended).size).toBe(ended.length);
      const texts = textsOf(told.at(-1)?.walk ?? start);
      const terminal = texts.filter(isTerminal).map(({ execution }) => execution);
      expect(new Set(ended)).toEqual(new Set(terminal));
    });
  });

  it("the row of the list counts the same: planned = sent + suppressed + failed + pending", () => {
    always((told) => {
      let row: AppointmentRow | null = null;
      for (const { events, walk } of told) {
        row = foldAppointmentRow(row, commitOf(events, walk));
        const texts = textsOf(walk);
        const count = (status: Execution["phase"]["status"]) =>
          texts.filter(({ phase }) => phase.status === status).length;
        expect(row?.texts).toEqual({
          planned: texts.length,
          sent: count("sent"),
          suppressed: count("suppressed"),
          failed: count("failed"),
        });
        expect(row?.status).toBe(walk.state.domain.status);
        expect(row?.wakeAt).toBe(walk.state.journeys.wakeAt);
      }
    });
  });

  it("no text is intended twice for one try, nor under an older token than before", () => {
    always((told) => {
      const intents = intentsOf(told);
      for (const [index, { event }] of intents.entries()) {
        const earlier = intents
          .slice(0, index)
          .filter((one) => one.event.execution === event.execution);
        expect(event.attempt).toBe(earlier.length + 1);
        for (const one of earlier) expect(event.token).toBeGreaterThan(one.event.token);
      }
    });
  });

  it("no text is intended before its time, after its use, for another plan, or once the visit is off", () => {
    always((told) => {
      for (const { event, before } of intentsOf(told)) {
        const { domain, journeys } = before.state;
        const text = journeys.executions[event.execution];
        if (text === undefined || domain.status === "none")
          throw new Error("intended from nothing");
        expect(["booked", "confirmed"]).toContain(domain.status);
        expect(text.plan).toBe(domain.plan);
        expect(before.now >= text.dueAt && before.now < domain.start).toBe(true);
        expect(text.staleAt === null || before.now <= text.staleAt).toBe(true);
        expect(journeys.runs[text.run]).toMatchObject({ end: null });
        expect(journeys.runs[text.run]?.hold).not.toBe("paused");
      }
    });
  });

  it("only forward: an appointment that has ended stays as it is", () => {
    always((told) => {
      const ended = ["completed", "no_show", "cancelled"];
      for (const { before, walk } of told)
        if (ended.includes(before.state.domain.status))
          expect(walk.state.domain.status).toBe(before.state.domain.status);
    });
  });
});

const needsOf = (walk: Walk): readonly (Instant | null)[] => {
  const { domain, journeys } = walk.state;
  const subject = describeAppointment(domain);
  const draft = { facts: factsOf(walk), subject, journeys, events: [] };
  return [nextAppointmentWake(domain), nextJourneyWake(journeys), nextTrigger(draft)];
};

/** One more of its kind; and a text that was still put off may have become ready by being asked for. */
const repeatable = (kind: string): boolean =>
  ["begin_execution", "settle_execution", "resolve_execution"].includes(kind);

const nameIn = (event: AppointmentStreamEvent): readonly string[] => {
  if (event.type === "run.started") return [event.run];
  if (event.type === "execution.requested") return [event.execution];
  return event.type === "task.opened" ? [event.task] : [];
};

const textsOf = ({ state }: Walk): readonly Execution[] => Object.values(state.journeys.executions);

const intentsOf = (told: readonly Walked[]) =>
  eventsOf(told).flatMap(({ event, before }) =>
    event.type === "execution.intended" ? [{ event, before }] : [],
  );

const commitOf = (events: readonly AppointmentStreamEvent[], { version, now }: Walk): Commit => ({
  tenant: as("t"),
  stream: as("appointment/1"),
  version,
  commandId: as(`c${version}`),
  payloadHash: genesis,
  cause: {
    correlationId: as("story"),
    causationId: as("cause"),
    actor: { kind: "system", name: "test" },
  },
  at: now,
  events,
  prev: genesis,
  hash: genesis,
});
