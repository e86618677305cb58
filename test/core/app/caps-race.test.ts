import { describe, expect, it } from "vitest";
import { appointmentFacts } from "#core/app/app";
import { execute } from "#core/app/execute";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { wake as ring } from "#core/app/wake";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStreamDecider, type AppointmentStreamEvent } from "#core/appointment/journeys";
import { customerDecider } from "#core/customer/decide";
import { appointmentStream, as, customerStream, type StreamName } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import { areaCodesVersion } from "#core/policy/rules/area-codes";
import { noBacklog } from "#core/policy/pacing";
import type { SendingRules } from "#core/policy/sending-rules";
import type { EventStore } from "#core/ports/event-store";
import { booking, hour, journey, minute, monday, reference, visit } from "#test/support/bookings";
import { type MemoryApp, memoryApp, tenant } from "#test/support/memory-app";

/** Ten in New York: nobody sleeps. */
const morning = plusMs(monday, 3 * hour);
const reminding = journey(
  "reminding",
  `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello } }]`,
);
const oneADay: SendingRules = {
  impliedByBooking: ["reminder"],
  caps: [{ name: "reminder_daily_cap", counts: "reminders", most: 1, days: 1 }],
};
const answeringTwice = journey(
  "answering-twice",
  `on: appointment.booked
steps:
  - { id: one, needs: [], uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }
  - { id: two, needs: [], uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }`,
);
const twoADay: SendingRules = {
  impliedByBooking: ["reminder"],
  caps: [{ name: "daily_cap", counts: "texts", most: 2, days: 1 }],
};
const customer = booking("A").customer;
const streamOf = (ref: string): StreamName => appointmentStream(appointmentIdOf(reference(ref)));
const cause = {
  correlationId: as<never>("story"),
  causationId: as<never>("cause"),
  actor: { kind: "system", name: "test" },
} as const;

/** The same customer has booked these visits, and each wants to remind them now. */
const stage = async (
  refs: readonly string[],
  store?: (own: EventStore) => EventStore,
  story = reminding,
) => {
  const memory = memoryApp(morning, [story]);
  const { app } = memory;
  const pack = { ...app.pack, sending: oneADay };
  const facing = { ...app, pack, store: store?.(app.store) ?? app.store };
  for (const ref of refs) {
    const stream = streamOf(ref);
    const wish = { kind: "book", booking: booking(ref, { start: visit }) } as const;
    const command = { tenant, stream, commandId: as<never>("book"), cause, wish };
    await handleCommand(app, appointmentStreamDecider, command, {
      ...(await appointmentFacts(app, tenant, stream)),
    });
  }
  return { memory, app: facing };
};

const textOf = (memory: MemoryApp, ref: string, which = 0) => {
  const { journeys } = stateAfter(appointmentStreamDecider, memory.commitsOf(streamOf(ref)));
  const text = Object.values(journeys.executions)[which];
  if (text === undefined) throw new Error(`Cannot find the text of "${ref}"`);
  return { ...text, wakeAt: journeys.wakeAt };
};

/** What the timeline will tell of it. */
const lastDeferral = (memory: MemoryApp, ref: string) => {
  const events = memory.commitsOf(streamOf(ref)).flatMap(({ events: all }) => all);
  const last = (events as readonly AppointmentStreamEvent[]).findLast(
    ({ type }) => type === "execution.deferred",
  );
  if (last?.type !== "execution.deferred") throw new Error("Cannot find a deferral");
  return last;
};

type Stage = Awaited<ReturnType<typeof stage>>;

const send = ({ memory, app }: Stage, ref: string, which = 0) =>
  execute(app, {
    tenant,
    stream: streamOf(ref),
    execution: textOf(memory, ref, which).execution,
    correlationId: as("story"),
  });

const noteInCustomer = async ({ memory }: Stage, ref: string) =>
  handleCommand(
    memory.app,
    customerDecider,
    {
      tenant,
      stream: customerStream(customer),
      commandId: as(`note-${ref}`),
      cause,
      wish: {
        kind: "note_appointment",
        contact: null,
        appointment: appointmentIdOf(reference(ref)),
        start: visit,
        status: "booked",
        asOf: 1,
      },
    },
    {},
  );

/** A store that lets others go first, by a dice that a seed decides. */
const dawdling =
  (seed: number) =>
  (store: EventStore): EventStore => {
    let dice = seed;
    const dawdle = async (): Promise<void> => {
      dice = (dice * 1_103_515_245 + 12_345) % 2_147_483_648;
      for (let turn = Math.floor(dice / 65_536) % 5; turn > 0; turn -= 1) await Promise.resolve();
    };
    return {
      ...store,
      read: async (...asked) => (await dawdle(), store.read(...asked)),
      readFacts: async (...asked) => (await dawdle(), store.readFacts(...asked)),
      append: async (commit) => (await dawdle(), store.append(commit)),
    };
  };

describe("two visits of one customer", () => {
  it("share one cap: the second reminder of a day waits for the next", async () => {
    const staged = await stage(["A", "B"]);
    await send(staged, "A");
    await send(staged, "B");
    expect(staged.memory.sent).toHaveLength(1);
    expect(textOf(staged.memory, "B").phase).toEqual({
      status: "deferred",
      why: "reminder_daily_cap",
      until: "2026-03-03T14:00:00.000Z", // Nine the next morning: midnight is no time for a text.
    });
  });

  it("never pass it together, however their work interleaves", async () => {
    const yielded = { both: 0, one: 0 };
    for (let seed = 1; seed <= 120; seed += 1) {
      const staged = await stage(["A", "B"], dawdling(seed * 7_919));
      if (seed % 2 === 0) for (const ref of ["A", "B"]) await noteInCustomer(staged, ref);
      await Promise.all([send(staged, "A"), send(staged, "B")]);
      expect(staged.memory.sent.length, `seed ${seed}`).toBeLessThanOrEqual(1);
      yielded[staged.memory.sent.length === 0 ? "both" : "one"] += 1;
    }
    // Both have seen each other's intent in some of these, or the story tells of no race.
    expect(yielded.both).toBeGreaterThan(0);
    expect(yielded.one).toBeGreaterThan(0);
  });

  it("that gave way to each other ask again at seconds of their own, and one of them goes", async () => {
    const staged = await stage(["A", "B"]);
    const { memory } = staged;
    for (const ref of ["A", "B"]) await noteInCustomer(staged, ref);
    await giveWayTogether(staged);
    expect(memory.sent).toEqual([]);

    const dueAgain = ["A", "B"].map((ref) => textOf(memory, ref).phase);
    expect(dueAgain).toMatchObject([
      { status: "deferred", why: "another_under_way" }, // Neither has gone: no cap is reached.
      { status: "deferred", why: "another_under_way" },
    ]);
    expect(textOf(memory, "A").phase).not.toEqual(textOf(memory, "B").phase);
    expect(lastDeferral(memory, "A")).toMatchObject({ basis: { areaCodes: areaCodesVersion } });
    expect(lastDeferral(memory, "A").basis).not.toHaveProperty("hours");
    memory.now = plusMs(morning, 3 * minute);
    for (const ref of ["A", "B"]) {
      const at = textOf(memory, ref).wakeAt ?? memory.now;
      const stream = streamOf(ref);
      await ring(memory.app, { tenant, stream, at, version: memory.commitsOf(stream).length });
      await send(staged, ref);
    }
    expect(memory.sent).toHaveLength(1);
    const whys = ["A", "B"].map((ref) => textOf(memory, ref).phase);
    expect(whys).toContainEqual(expect.objectContaining({ why: "reminder_daily_cap" }));
  });

  it("count a text of their own that went in the very millisecond, or on a clock that stood still", async () => {
    const staged = await stage(["A", "B"], undefined, answeringTwice);
    const { memory } = staged;
    const app = { ...staged.app, pack: { ...staged.app.pack, sending: twoADay } };
    for (const ref of ["A", "B"]) await noteInCustomer(staged, ref);
    await send({ memory, app }, "A");
    const store: EventStore = {
      ...app.store,
      append: async (commit) => {
        const isIntent = commit.events.some(({ type }) => type === "execution.intended");
        if (isIntent) await send({ memory, app }, "B"); // Goes between our decision and our call.
        return app.store.append(commit);
      },
    };
    await send({ memory, app: { ...app, store } }, "A", 1);
    expect(memory.sent).toHaveLength(2);
    expect(textOf(memory, "A", 1).phase).toMatchObject({ status: "deferred", why: "daily_cap" });
  });

  it("cost the customer's stream nothing where the feed has told of them already", async () => {
    const staged = await stage(["A"]);
    await noteInCustomer(staged, "A");
    const before = staged.memory.commitsOf(customerStream(customer)).length;
    await send(staged, "A");
    expect(staged.memory.sent).toHaveLength(1);
    expect(staged.memory.commitsOf(customerStream(customer))).toHaveLength(before);
  });
});

/** Both write their intent before either looks again. */
const giveWayTogether = async (staged: Stage): Promise<void> => {
  const { memory, app } = staged;
  const intended: (() => void)[] = [];
  const isIntent = (events: readonly { readonly type: string }[]): boolean =>
    events.some(({ type }) => type === "execution.intended");
  const store: EventStore = {
    ...app.store,
    append: async (commit) => {
      const appended = await app.store.append(commit);
      if (!isIntent(commit.events)) return appended;
      await new Promise<void>((resolve) => {
        intended.push(resolve);
        if (intended.length === 2) for (const go of intended) go();
      });
      return appended;
    },
  };
  const together: Stage = { memory, app: { ...app, store } };
  await Promise.all([send(together, "A"), send(together, "B")]);
};

describe("where no cap is near", () => {
  it("two texts to one customer never go together either, for the gap between them", async () => {
    const staged = await stage(["A", "B"]);
    const pack = { ...staged.app.pack, sending: { ...oneADay, caps: [] } };
    for (const ref of ["A", "B"]) await noteInCustomer(staged, ref);
    await giveWayTogether({ ...staged, app: { ...staged.app, pack } });
    expect(staged.memory.sent).toEqual([]);
    expect(textOf(staged.memory, "A").phase).toMatchObject({ why: "another_under_way" });
    expect(lastDeferral(staged.memory, "A")).not.toHaveProperty("basis");
  });
});

describe("the line before the sender", () => {
  const paced = async (refs: readonly string[]) => {
    const staged = await stage(refs);
    const { app } = staged;
    const pack = { ...app.pack, minimumGapMs: 0, sending: { ...oneADay, caps: [] } };
    return { ...staged, app: { ...app, pack, senderPace: { segmentsPerSecond: 1, burst: 1 } } };
  };

  it("puts off who is not first, to a turn that is then kept", async () => {
    const staged = await paced(["A", "B"]);
    const { memory } = staged;
    await send(staged, "A");
    await send(staged, "B");
    expect(memory.sent).toHaveLength(1);
    expect(textOf(memory, "B").phase).toMatchObject({
      status: "deferred",
      why: "pacing",
      until: plusMs(morning, 1_000),
    });

    memory.now = plusMs(morning, 1_000);
    memory.backlog = { reply: 9e15, reminder: 9e15, review: 9e15 }; // A thousand others stand behind it by now.
    const [stream, at] = [streamOf("B"), plusMs(morning, 1_000)];
    await ring(memory.app, { tenant, stream, at, version: memory.commitsOf(stream).length });
    await send(staged, "B");
    expect(memory.sent).toHaveLength(2);
  });

  it("is stood in by a night's texts in the morning, too, where the machine's clock is a little behind", async () => {
    const refs = ["A", "B"];
    const staged = await paced(refs);
    const { memory } = staged;
    const quietHours = { from: "20:00", until: "19:00" };
    memory.settings = { ...memory.settings, quietHours };
    for (const ref of refs) await send(staged, ref);
    const { phase } = textOf(memory, "A");
    if (phase.status !== "deferred") throw new Error("Cannot find the end of the night");
    expect(phase.why).toBe("quiet_hours");

    const { until } = phase;
    memory.now = until;
    for (const ref of refs) {
      const stream = streamOf(ref);
      const version = memory.commitsOf(stream).length;
      await ring(memory.app, { tenant, stream, at: until, version });
    }
    memory.now = plusMs(until, -5);
    for (const ref of refs) await send(staged, ref);
    expect(memory.sent).toHaveLength(1);
    expect(textOf(memory, "B").phase).toMatchObject({ why: "pacing" });
  });

  it("gives no place to a text that may not go anyway", async () => {
    const staged = await paced(["A"]);
    staged.memory.settings = { ...staged.memory.settings, onHold: true };
    await send(staged, "A");
    expect(staged.memory.backlog).toEqual(noBacklog);
    expect(textOf(staged.memory, "A").phase).toMatchObject({ why: "tenant_on_hold" });
  });

  it("goes by what the business says of its sender, before what its kind of number allows", async () => {
    const staged = await paced(["A", "B"]);
    const pace = { segmentsPerSecond: 100, burst: 10 };
    staged.memory.settings = { ...staged.memory.settings, pace };
    await send(staged, "A");
    await send(staged, "B");
    expect(staged.memory.sent).toHaveLength(2);
  });
});

describe("a consent that is taken back between the intent and the call", () => {
  it("is seen in the last look: the text stays away by name", async () => {
    const staged = await stage(["A"]);
    const { memory } = staged;
    await noteInCustomer(staged, "A");
    let isWithdrawn = false;
    memory.beforeAppend = async (name) => {
      if (name !== streamOf("A") || isWithdrawn) return null;
      isWithdrawn = true;
      const evidence = { how: "spoken", at: morning, where: null, wording: null } as const;
      const wish = { kind: "withdraw_consent", purpose: "reminder", evidence } as const;
      const [stream, commandId] = [customerStream(customer), as<never>("no")];
      await handleCommand(
        memory.app,
        customerDecider,
        { tenant, stream, commandId, cause, wish },
        {},
      );
      return null;
    };
    await send(staged, "A");
    expect(textOf(memory, "A").phase).toEqual({ status: "suppressed", why: "no_consent" });
    expect(memory.sent).toEqual([]);
  });
});
