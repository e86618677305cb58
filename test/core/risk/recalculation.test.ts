import { describe, expect, it } from "vitest";
import type { App } from "#core/app/app";
import { stateAfter } from "#core/app/handle-command";
import { nightlyRisk } from "#core/app/nightly-risk";
import { project } from "#core/app/project";
import {
  recalculateCustomer,
  recalculateRisk,
  type RiskProgress,
} from "#core/app/recalculate-risk";
import { customerDecider } from "#core/customer/decide";
import { as, type CustomerId, customerStream, derive } from "#core/kernel/ids";
import type { Event } from "#core/kernel/message";
import { at } from "#core/kernel/time";
import type { Views } from "#core/ports/views";
import { nightDecider, nightStream } from "#core/risk/night";
import { visit } from "#test/support/bookings";
import { memoryApp, type MemoryApp, tenant } from "#test/support/memory-app";
import { specification } from "#test/support/specification";
import { newCommit } from "#test/support/sample-commits";

/** Customers whose missed visits were noted by an older program, which knew nothing of risks. */
const withMissed = async (count: number): Promise<MemoryApp> => {
  const memory = memoryApp(at("2026-03-06T12:00:00Z"));
  for (let number = 0; number < count; number += 1) {
    const stream = customerStream(derive<CustomerId>("customer", number));
    const events = [noted("a"), noted("b")];
    await memory.app.store.append({ ...newCommit({ tenant, stream }), events });
    await project(memory.app, memory.commitsOf(stream));
  }
  return memory;
};
const noted = (appointment: string): Event =>
  ({
    type: "customer.appointment_noted",
    appointment: appointment.repeat(32),
    start: visit,
    status: "no_show",
    asOf: 1,
  }) as Event;

const scores = (memory: MemoryApp): readonly (number | undefined)[] =>
  memory
    .streams()
    .filter((stream) => stream.startsWith("customer/"))
    .map((stream) => stateAfter(customerDecider, memory.commitsOf(stream)).risk?.score);

const actor = { kind: "operator", name: "test" } as const;

/** In the order of the keys, as the real view would list them. */
const sorted = (memory: MemoryApp): MemoryApp => {
  const { views: kept } = memory.app;
  const views: Views = {
    ...kept,
    range: async (who, wish) => {
      const all = await kept.range(who, { ...wish, limit: 1_000_000 });
      return all
        .toSorted((one, other) => ((one.index2 ?? "") < (other.index2 ?? "") ? -1 : 1))
        .slice(0, wish.limit);
    },
  };
  return Object.assign(memory, { app: { ...memory.app, views } });
};

describe("recalculating", () => {
  it("reaches every customer over all pages, says how far it is, and lets others have their turn", async () => {
    const memory = sorted(await withMissed(450));
    const heard: RiskProgress[] = [];
    const done = await recalculateRisk(memory.app, {
      tenant,
      name: "first",
      actor,
      onProgress: (progress) => heard.push(progress),
    });

    expect(done).toMatchObject({ looked: 450, changed: 450 });
    expect(heard.map(({ looked }) => looked)).toEqual([200, 400, 450]);
    expect(new Set(scores(memory))).toEqual(new Set([40]));
    expect(memory.pauses.length).toBeGreaterThanOrEqual(20);
  });

  it("writes nothing where nothing has changed", async () => {
    const memory = sorted(await withMissed(3));
    await recalculateRisk(memory.app, { tenant, name: "first", actor });
    const again = await recalculateRisk(memory.app, { tenant, name: "again", actor });

    expect(again).toMatchObject({ looked: 3, changed: 0 });
    expect(memory.streams().every((stream) => memory.commitsOf(stream).length === 2)).toBe(true);
  });

  it("stops after so many, and goes on behind the last", async () => {
    const memory = sorted(await withMissed(5));
    const first = await recalculateRisk(memory.app, { tenant, name: "one", actor, most: 2 });
    expect(scores(memory).filter((score) => score !== undefined)).toHaveLength(2);

    const rest = await recalculateRisk(memory.app, {
      tenant,
      name: "two",
      actor,
      after: first.last,
    });
    expect(rest).toMatchObject({ looked: 3, changed: 3 });
  });

  it("does nothing for a customer whom nobody knows", async () => {
    const memory = await withMissed(0);
    const customer = as<CustomerId>("0".repeat(32));

    expect(await recalculateCustomer(memory.app, { tenant, name: "one", actor, customer })).toBe(
      false,
    );
    expect(memory.streams()).toEqual([]);
  });
});

describe("the night", () => {
  const night = nightStream("2026-03-06");

  it("begins at three by the clock of the business, and is over when it is done", async () => {
    const memory = sorted(await withMissed(3));
    memory.now = at("2026-03-06T07:59:00Z"); // A minute to three in New York.
    expect(await nightlyRisk(memory.app, tenant)).toEqual({ kind: "too_early" });

    memory.now = at("2026-03-06T08:00:00Z");
    const done = { kind: "done", looked: 3, changed: 3 };
    expect(await nightlyRisk(memory.app, tenant)).toEqual(done);
    expect(await nightlyRisk(memory.app, tenant)).toEqual({ kind: "over" });
    expect(memory.commitsOf(night).flatMap(({ events }) => events)).toEqual([
      { type: "risk.night_finished", looked: 3, changed: 3 },
    ]);
  });

  it("comes every night anew, also for a machine that was off at night", async () => {
    const memory = sorted(await withMissed(1));
    memory.now = at("2026-03-06T20:00:00Z");
    expect(await nightlyRisk(memory.app, tenant)).toMatchObject({ kind: "done", changed: 1 });
    memory.now = at("2026-03-07T08:00:00Z");
    expect(await nightlyRisk(memory.app, tenant)).toMatchObject({ kind: "done", changed: 0 });
  });

  it("passes over a customer whom nobody can read: all others have their night", async () => {
    const memory = sorted(await withMissed(3));
    const [first = ""] = memory.streams().toSorted();
    const { store } = memory.app;
    const readFacts: typeof store.readFacts = async (who, stream) => {
      if (stream === first) throw Object.assign(new Error("no"), { name: "event_unknown" });
      return store.readFacts(who, stream);
    };
    const app: App = { ...memory.app, store: { ...store, readFacts } };

    expect(await nightlyRisk(app, tenant)).toEqual({ kind: "done", looked: 3, changed: 2 });
    expect(memory.log).toContain("risk.passed_over");
  });

  it("counts no stretch twice that two machines have walked at the same time", () => {
    const [from, after] = ["a", "b"].map((digit) => as<CustomerId>(digit.repeat(32)));
    if (from === undefined || after === undefined) throw new Error("Cannot begin without both");
    const stretch = { kind: "go_on", after, looked: 5, changed: 1, isLast: false } as const;
    const story = specification(nightDecider, {}).given({
      type: "risk.night_went_on",
      after: from,
      looked: 10,
      changed: 2,
    });
    const told = story.when({ ...stretch, from }, visit);

    told.thenEvents([{ type: "risk.night_went_on", after, looked: 15, changed: 3 }]);
    told.when({ ...stretch, from }, visit).thenNothingHappened();
  });

  it("goes on where it stopped when the machine has died in between", async () => {
    const memory = sorted(await withMissed(1_100));
    const dying: App = {
      ...memory.app,
      store: {
        ...memory.app.store,
        append: async (commit) => {
          const isLater = memory.commitsOf(night).length > 0;
          if (isLater && commit.stream.startsWith("customer/")) throw new Error("power cut");
          return memory.app.store.append(commit);
        },
      },
    };
    await expect(nightlyRisk(dying, tenant)).rejects.toThrow("power cut");
    expect(stateAfter(nightDecider, memory.commitsOf(night))).toMatchObject({ looked: 1_000 });

    expect(await nightlyRisk(memory.app, tenant)).toEqual({
      kind: "done",
      looked: 1_100,
      changed: 1_100,
    });
    expect(scores(memory).every((score) => score === 40)).toBe(true);
  });
});
