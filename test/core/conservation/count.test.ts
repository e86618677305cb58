import { describe, expect, it } from "vitest";
import { conserve, messagesOf } from "#core/app/conserve";
import { project } from "#core/app/project";
import { sweep } from "#core/app/sweep";
import { appointmentFacts } from "#core/app/app";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { appointmentIdOf } from "#core/appointment/booking";
import {
  appointmentStreamDecider,
  type AppointmentStreamEvent,
  type AppointmentStreamWish,
} from "#core/appointment/journeys";
import { conservationDecider, conservationStream } from "#core/conservation/decide";
import { appointmentStream, as, type ExecutionId, type StreamName } from "#core/kernel/ids";
import { at, plusMs } from "#core/kernel/time";
import type { FeedEntry } from "#core/ports/event-store";
import { booking, hour, journey, reference } from "#test/support/bookings";
import { begin, settle, accepted, cancel } from "#test/support/journey-stage";
import { memoryApp, tenant } from "#test/support/memory-app";
import { specification } from "#test/support/specification";

const morning = at("2026-03-02T15:00:00Z"); // Monday, ten in New York.
const afterMidnight = at("2026-03-03T06:00:00Z");
const visit = at("2026-03-07T15:00:00Z");
const twoTexts = journey(
  "two-texts",
  `on: appointment.booked
until: appointment.cancelled
steps:
  - { id: hello, uses: text.send, with: { template: hello, reply: true } }
  - { id: reminder, needs: [], uses: text.send, with: { template: reminder }, stale: 90h }`,
);
const cause = {
  correlationId: as<never>("story"),
  causationId: as<never>("cause"),
  actor: { kind: "system", name: "test" },
} as const;

/** Visits are booked on Monday morning; each plans two texts. */
const stage = async (...refs: readonly string[]) => {
  const memory = memoryApp(morning, [twoTexts]);
  const positions = new Map<string, number>();
  const app = {
    ...memory.app,
    cursors: {
      position: async (_: unknown, reader: string) => positions.get(reader) ?? 0,
      advance: async (_: unknown, reader: string, position: number) =>
        void positions.set(reader, position),
      restart: async (_: unknown, reader: string) => void positions.delete(reader),
    },
    feed: {
      after: async (_: unknown, position: number, limit: number): Promise<readonly FeedEntry[]> =>
        memory
          .streams()
          .flatMap((stream) => memory.commitsOf(stream))
          .toSorted((one, other) => (one.at < other.at ? -1 : 1))
          .map((commit, index) => ({ position: index + 1, commit }))
          .slice(position, position + limit),
    },
  };
  let commands = 0;
  const wish = async (ref: string, wished: AppointmentStreamWish) => {
    const stream = streamOf(ref);
    commands += 1;
    const command = { tenant, stream, commandId: as<never>(`c${commands}`), cause, wish: wished };
    const facts = await appointmentFacts(app, tenant, stream);
    const handled = await handleCommand(app, appointmentStreamDecider, command, facts);
    expect(handled.kind).toBe("committed");
  };
  for (const ref of refs)
    await wish(ref, { kind: "book", booking: booking(ref, { start: visit }) });
  const texts = (ref: string) =>
    Object.keys(
      stateAfter(appointmentStreamDecider, memory.commitsOf(streamOf(ref))).journeys.executions,
    ) as ExecutionId[];
  const deliver = async (execution: ExecutionId, ref: string): Promise<void> => {
    await wish(ref, begin(execution));
    await wish(ref, settle(execution, accepted()));
  };
  const projectAll = async (): Promise<void> => {
    for (const stream of memory.streams()) await project(app, memory.commitsOf(stream));
  };
  const counted = () =>
    stateAfter(conservationDecider, memory.commitsOf(conservationStream("2026-03-02")));
  return { memory, app, wish, texts, deliver, projectAll, counted };
};

const streamOf = (ref: string): StreamName => appointmentStream(appointmentIdOf(reference(ref)));

describe("the texts of a day", () => {
  it("are counted once the day is over: planned = sent + suppressed + failed + pending", async () => {
    const { memory, app, wish, texts, deliver, projectAll, counted } = await stage("A", "B", "C");
    const [hello] = texts("A");
    if (hello !== undefined) await deliver(hello, "A");
    await wish("B", { ...cancel, booking: booking("B") } as AppointmentStreamWish);
    await projectAll();

    expect(await conserve(app, tenant)).toMatchObject({ planned: 0 }); // Sunday. Monday is not over.
    memory.now = plusMs(at("2026-03-03T05:00:00Z"), hour / 2 - 1);
    expect(await conserve(app, tenant)).toBeNull(); // Half an hour after midnight is soon enough.
    memory.now = afterMidnight;
    await wish("A", { kind: "wake" });
    await wish("C", { kind: "wake" });
    expect(await conserve(app, tenant)).toEqual({
      planned: 6,
      sent: 1,
      suppressed: 2,
      failed: 0,
      pending: 3,
    });
    expect(counted().counted).toMatchObject({ day: "2026-03-02", planned: 6, faults: 0 });
    expect(await conserve(app, tenant)).toBeNull(); // Once.
    expect(memory.log).not.toContain("messages.unaccounted");
  });

  it("are counted for every day that was missed while nobody was counting", async () => {
    const { memory, app, wish, texts, deliver, projectAll, counted } = await stage("A");
    expect(await conserve(app, tenant)).toMatchObject({ planned: 0 });
    const [hello] = texts("A");
    if (hello !== undefined) await deliver(hello, "A");
    await wish("A", { ...cancel, booking: booking("A") } as AppointmentStreamWish);
    memory.now = plusMs(afterMidnight, 3 * 24 * hour);
    await projectAll();

    await conserve(app, tenant);
    expect(counted().counted).toMatchObject({ day: "2026-03-02", planned: 2, sent: 1, faults: 0 });
    expect(await conserve(app, tenant)).toBeNull();
  });

  it("of a new business are counted from the day before its first sweep, however long its first counts fail", async () => {
    const { memory, app, wish, projectAll, counted } = await stage("A");
    await projectAll();
    memory.now = plusMs(at("2026-03-03T05:00:00Z"), hour / 2 - 1);
    expect(await conserve(app, tenant)).toBeNull(); // Too early for Monday, and Sunday nobody will ask for.
    memory.now = plusMs(afterMidnight, 2 * 24 * hour);
    await wish("A", { kind: "wake" });
    const after: typeof app.feed.after = async () => Promise.reject(new Error("The feed is away"));
    await expect(conserve({ ...app, feed: { after } }, tenant)).rejects.toThrow();
    await conserve(app, tenant);
    expect(counted().counted).toMatchObject({ day: "2026-03-02", planned: 2, pending: 2 });
  });

  it("add up also for a sweep that is overtaken by another one", async () => {
    const { memory, app, wish, projectAll, counted } = await stage("A");
    await projectAll();
    memory.now = afterMidnight;
    await wish("A", { kind: "wake" });
    let isFirst = true;
    const range: typeof app.views.range = async (...asked) => {
      if (isFirst) {
        isFirst = false;
        await conserve(app, tenant);
      }
      return app.views.range(...asked);
    };
    const overtaken = { ...app, views: { ...app.views, range } };
    expect(await conserve(overtaken, tenant)).toMatchObject({ planned: 2, pending: 2 });
    expect(counted().counted).toMatchObject({ planned: 2, faults: 0 });
    expect(memory.log).not.toContain("messages.unaccounted");
  });

  it("leave no commit where there were none, and count in the sweep", async () => {
    const { memory, app, counted } = await stage();
    memory.now = afterMidnight;
    await sweep(app, tenant);
    expect(counted().counted).toBeNull();
    expect(await conserve(app, tenant)).toBeNull();
  });

  it("are listed by the moment at which they were planned, each once, however many at one moment", async () => {
    const refs = Array.from({ length: 130 }, (_, index) => `R${index}`);
    const { app, projectAll } = await stage(...refs);
    await projectAll();
    const day = { from: at("2026-03-02T05:00:00Z"), to: at("2026-03-03T05:00:00Z") };
    const ids: string[] = [];
    for await (const { id } of messagesOf(sortedViews(app.views), tenant, day)) ids.push(id);
    expect(ids).toHaveLength(260);
    expect(new Set(ids).size).toBe(260);
  });
});

/** As every keeper of views lists: in the order of the index. */
const sortedViews = (views: ReturnType<typeof memoryApp>["app"]["views"]): typeof views => ({
  ...views,
  range: async (_, range) => {
    const all = await views.range(tenant, { ...range, limit: 10_000 });
    return all
      .toSorted((a, b) => ((a.index1 ?? "") < (b.index1 ?? "") ? -1 : 1))
      .slice(0, range.limit);
  },
});

const isUnaccounted = ({ name }: { readonly name: string }): boolean =>
  name === "messages.unaccounted";

describe("a text that is not accounted for", () => {
  const broken = async (how: (staged: Awaited<ReturnType<typeof stage>>) => Promise<void>) => {
    const staged = await stage("A");
    await staged.projectAll();
    staged.memory.now = afterMidnight;
    await staged.wish("A", { kind: "wake" });
    await how(staged);
    await conserve(staged.app, tenant);
    return staged;
  };

  it("keeps no other from being counted, where its stream cannot be read a day later", async () => {
    const { memory, app, wish, projectAll, counted } = await stage("A", "B");
    await projectAll();
    let name = "event_unknown";
    const readFacts: typeof app.store.readFacts = async (who, stream) => {
      if (stream === streamOf("B")) throw Object.assign(new Error("a newer program"), { name });
      return app.store.readFacts(who, stream);
    };
    expect(await conserve(app, tenant)).toMatchObject({ planned: 0 }); // Sunday.
    const rolledBack = { ...app, store: { ...app.store, readFacts } };
    memory.now = afterMidnight;
    await expect(conserve(rolledBack, tenant)).rejects.toThrow("newer program"); // It may come back yet.

    memory.now = plusMs(at("2026-03-04T05:00:00Z"), 1);
    await wish("A", { kind: "wake" });
    name = "dynamodb_unavailable"; // That will pass, however late it is.
    await expect(conserve(rolledBack, tenant)).rejects.toThrow();
    name = "event_unknown";
    await conserve(rolledBack, tenant);
    expect(counted()).toMatchObject({
      counted: { planned: 2, faults: 1 },
      openTask: expect.anything(),
    });
    expect(memory.log).toContain("messages.unaccounted");
  });

  it("is no fault of a day that adds up", async () => {
    const { counted } = await broken(async () => {});
    expect(counted()).toMatchObject({
      counted: { planned: 2, pending: 2, faults: 0 },
      openTask: null,
    });
  });

  it("because nobody will look at it again is logged, and one person's task for the day", async () => {
    const { memory, counted } = await broken(async ({ memory: late }) => {
      late.now = at("2026-03-03T23:00:00Z"); // Whoever was to wake the stream never did.
    });
    expect(counted().counted).toMatchObject({ faults: 2 });
    expect(memory.log.filter((event) => event === "messages.unaccounted")).toHaveLength(2);
    expect(memory.measured.filter(isUnaccounted)).toHaveLength(2);
    const opened = memory
      .commitsOf(conservationStream("2026-03-02"))
      .flatMap(({ events }) => events);
    expect(opened).toMatchObject([
      { type: "messages.counted" },
      { type: "task.opened", kind: "messages-unaccounted", priority: "high" },
    ]);
  });

  it("because it ended twice is found by its bare events", async () => {
    const { counted } = await broken(async ({ app, texts }) => {
      const [execution] = texts("A");
      const ends = ["execution.suppressed", "execution.failed"] as const;
      const commits = (await app.store.read(tenant, streamOf("A"))).commits;
      const last = commits.at(-1);
      if (last === undefined || execution === undefined) throw new Error("Nothing to break");
      const events: AppointmentStreamEvent[] = ends.map((type) => ({ type, execution, why: "x" }));
      const { hash: prev, version, ...rest } = last;
      const twice = { ...rest, prev, version: version + 1, commandId: as<never>("twice"), events };
      expect(await app.store.append(twice)).toBe("appended");
    });
    expect(counted().counted).toMatchObject({ planned: 2, suppressed: 1, faults: 1 });
  });

  it("because the list says something else than its stream is found from both sides", async () => {
    const wrong = await broken(async ({ app, memory, texts }) => {
      const [execution = ""] = texts("A");
      const row = await app.views.get(tenant, "planned-texts", execution);
      if (row === null) throw new Error("Nothing to break");
      memory.views.set(`planned-texts/${execution}`, {
        ...row,
        data: { ...(row.data as object), state: "sent" },
      });
      memory.views.set("planned-texts/ghost", {
        ...row,
        key: "ghost",
        data: { ...(row.data as object), id: "ghost" },
      });
      memory.now = plusMs(memory.now, hour / 2);
    });
    expect(wrong.counted().counted).toMatchObject({ planned: 2, faults: 2 });
    expect(wrong.memory.measured.filter(isUnaccounted)).toHaveLength(2);
  });

  it("closes as a task when a person says so, and is not asked about again", () => {
    const { given } = specification(conservationDecider, {});
    const sums = { planned: 1, sent: 0, suppressed: 0, failed: 0, pending: 1 };
    const counted = { ...sums, day: "2026-03-02", faults: 1 };
    const told = given().when({ kind: "note_count", counted }, afterMidnight);
    const task = told.state.openTask ?? as<never>("none");
    told.when({ kind: "note_count", counted }, afterMidnight).thenNothingHappened();
    told
      .when({ kind: "close_task", task }, afterMidnight)
      .thenHappened("task.closed")
      .when({ kind: "close_task", task }, afterMidnight)
      .thenNothingHappened();
  });
});
