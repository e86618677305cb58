import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPackFiles } from "#adapters/local/pack-files";
import { execute } from "#core/app/execute";
import { stateAfter } from "#core/app/handle-command";
import { project } from "#core/app/project";
import { takeBooking } from "#core/app/take-booking";
import { wake } from "#core/app/wake";
import { appointmentStreamDecider } from "#core/appointment/journeys";
import type { BookingChange } from "#core/booking/change";
import { as, type CorrelationId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import { parsePack } from "#core/profiles/pack";
import { appointmentsView } from "#core/views/appointment-row";
import { type TaskRow, tasksView } from "#core/views/task-row";
import { hour, monday, reference, visit } from "#test/support/bookings";
import { type MemoryApp, memoryApp, tenant } from "#test/support/memory-app";

const read = parsePack(await readPackFiles("core/profiles/healthcare"));
const journeys = read.ok ? read.value.journeys : [];

/** A visit that was moved again and again: at first it was "A", then "B", and so on, each a day later. */
const names = ["A", "B", "C", "D"];
const startOf = (ref: string): Instant => plusMs(visit, names.indexOf(ref) * 24 * hour);
const detailsOf = (ref: string) => ({
  reference: reference(ref),
  start: startOf(ref),
  end: plusMs(startOf(ref), hour),
  zone: "America/New_York",
  name: "Mary Ito",
  email: "mary@example.com",
  phone: "(404) 555-1234",
  rescheduleUrl: null,
  cancelUrl: null,
});

/** Everything that the booking system says of so many moves; each change under its own name. */
const told = (moves: number): readonly Telling[] =>
  names.slice(0, moves + 1).flatMap((ref, nth) => {
    const [before, after] = [names[nth - 1], nth === moves ? undefined : names[nth + 1]];
    const details = detailsOf(ref);
    const begins: BookingChange =
      before === undefined
        ? { kind: "booked", details }
        : { kind: "rescheduled", details, oldReference: reference(before) };
    const created = { key: `${ref} created`, change: begins };
    if (after === undefined) return [created];
    const ends: BookingChange = { kind: "moved_away", details, newReference: reference(after) };
    return [created, { key: `${ref} gone`, change: ends }];
  });

type Telling = { readonly key: string; readonly change: BookingChange };

const ordersOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  all.length < 2
    ? [all]
    : all.flatMap((first) =>
        ordersOf(all.filter((one) => one !== first)).map((o) => [first, ...o]),
      );

const hear = async (memory: MemoryApp, { key, change }: Telling): Promise<void> => {
  const delivery = { deliveryKey: key, change };
  const story = { tenant, provider: "calendly", correlationId: as<CorrelationId>("story") };
  const taken = await takeBooking(memory.app, { ...story, delivery });
  expect(taken.kind).toBe("taken");
};

/** Hears these in turn; after each the clock goes on, and whatever falls due meanwhile happens. */
const heard = async (tellings: readonly Telling[], gapMs = 0): Promise<MemoryApp> => {
  const memory = memoryApp(monday, journeys);
  for (const telling of tellings) {
    await hear(memory, telling);
    await passes(memory, gapMs);
  }
  return memory;
};

const passes = async (memory: MemoryApp, ms: number): Promise<void> => {
  for (const [stream, { journeys }] of statesIn(memory))
    for (const execution of Object.keys(journeys.executions))
      await execute(memory.app, {
        tenant,
        stream,
        execution: as(execution),
        correlationId: as("story"),
      });
  memory.now = plusMs(memory.now, ms);
  for (const [stream] of statesIn(memory))
    await wake(memory.app, { tenant, stream, at: memory.now, version: 0 });
};

const statesIn = (memory: MemoryApp) =>
  memory
    .streams()
    .filter((stream) => stream.startsWith("appointment/"))
    .map((stream) => {
      const state = stateAfter(appointmentStreamDecider, memory.commitsOf(stream));
      return [stream, state] as const;
    });

/** What a front desk sees in the end, also hours later, when whoever watches for a new time has given up. */
const seenIn = async (memory: MemoryApp) => {
  await passes(memory, 3 * hour);
  for (const stream of memory.streams()) await project(memory.app, memory.commitsOf(stream));
  const views = { limit: 100, from: "", to: "~" } as const;
  const list = await memory.app.views.range(tenant, {
    ...views,
    view: appointmentsView,
    index: "index1",
  });
  const tasks = await memory.app.views.range(tenant, {
    ...views,
    view: tasksView,
    index: "index1",
  });
  const states = statesIn(memory).map(([, state]) => state);
  return {
    listed: list.map(({ data }) => {
      const { start, status } = data as { readonly start: Instant; readonly status: string };
      return `${status} ${start}`;
    }),
    tasks: tasks.map(({ data }) => (data as TaskRow).kind),
    running: states.flatMap((state) =>
      Object.values(state.journeys.runs).flatMap(({ slug, end }) => (end === null ? [slug] : [])),
    ),
    live: states.flatMap(({ domain }) =>
      domain.status === "booked" ? [`${domain.reference.ref} ${domain.start}`] : [],
    ),
  };
};

const oneVisit = (ref: string) => ({
  listed: [`booked ${startOf(ref)}`],
  tasks: [],
  running: ["reminder-sequence"],
  live: [`${ref} ${startOf(ref)}`],
});

const inWords = (tellings: readonly Telling[]): string => tellings.map(({ key }) => key).join(", ");

describe("a visit that was moved twice", () => {
  const orders = ordersOf(told(2));

  it("is one visit at the last time, whichever way the news comes", async () => {
    expect(orders).toHaveLength(120);
    for (const order of orders)
      expect([inWords(order), await seenIn(await heard(order))]).toEqual([
        inWords(order),
        oneVisit("C"),
      ]);
  });

  it("is so, too, where hours lie between the news, and a person has been asked meanwhile", async () => {
    for (const order of orders)
      expect([inWords(order), await seenIn(await heard(order, 2 * hour))]).toEqual([
        inWords(order),
        oneVisit("C"),
      ]);
  });

  it("is so, too, where all the news comes at once", async () => {
    const shuffled = fc.shuffledSubarray([...told(2)], { minLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), shuffled, async (scheduler, order) => {
        const memory = memoryApp(monday, journeys);
        // Who of them reads and writes next is anybody's guess.
        const { store } = memory.app;
        const racing = {
          read: scheduler.scheduleFunction(async (...of: Parameters<typeof store.read>) =>
            store.read(...of),
          ),
          append: scheduler.scheduleFunction(async (...of: Parameters<typeof store.append>) =>
            store.append(...of),
          ),
        };
        const app = { ...memory.app, store: { ...store, ...racing } };
        await scheduler.waitFor(Promise.all(order.map((one) => hear({ ...memory, app }, one))));
        expect(await seenIn(memory)).toEqual(oneVisit("C"));
      }),
      { numRuns: 500 },
    );
  });

  it("is so, too, where everything is told twice", async () => {
    const twice = fc.shuffledSubarray([...told(2), ...told(2)], { minLength: 10 });
    await fc.assert(
      fc.asyncProperty(twice, async (order) => {
        expect(await seenIn(await heard(order))).toEqual(oneVisit("C"));
      }),
      { numRuns: 100 },
    );
  });

  it("is off, and nothing of it is left, when its last booking is cancelled, in any order", async () => {
    const cancelled: Telling = {
      key: "C cancelled",
      change: { kind: "cancelled", details: detailsOf("C"), by: "customer", reason: null },
    };
    const shuffled = fc.shuffledSubarray([...told(2), cancelled], { minLength: 6 });
    await fc.assert(
      fc.asyncProperty(shuffled, async (order) => {
        const { listed, tasks, running, live } = await seenIn(await heard(order));
        expect({ tasks, running, live }).toEqual({ tasks: [], running: [], live: [] });
        expect(listed).toEqual([expect.stringMatching(/^cancelled/)]);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a visit that was moved three times", () => {
  it("is one visit at the last time, in any order", async () => {
    const shuffled = fc.shuffledSubarray([...told(3)], { minLength: 7 });
    await fc.assert(
      fc.asyncProperty(shuffled, async (order) => {
        expect(await seenIn(await heard(order))).toEqual(oneVisit("D"));
      }),
      { numRuns: 300 },
    );
  });
});
