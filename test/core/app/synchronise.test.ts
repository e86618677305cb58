import { describe, expect, it } from "vitest";
import { placeFrom, type Progress, synchronisePart } from "#core/app/synchronise";
import { synchroniseAll } from "#core/app/synchronise-all";
import type { BookingChange, BookingDelivery } from "#core/booking/change";
import { as, type CorrelationId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import { type Instant, plusMs } from "#core/kernel/time";
import type { BookingSystem, Unavailable, UpcomingPage } from "#core/ports/booking";
import { hour, monday, reference, visit } from "#test/support/bookings";
import { type MemoryApp, memoryApp, tenant } from "#test/support/memory-app";

const details = (ref: string, start: Instant, zone = "America/New_York") => ({
  reference: reference(ref),
  start,
  end: plusMs(start, hour),
  zone,
  name: "Mary Ito",
  email: "mary@example.com",
  phone: "(404) 555-1234",
  rescheduleUrl: null,
  cancelUrl: null,
});

const standing = (ref: string, start = visit): BookingDelivery => ({
  deliveryKey: `listed ${ref} ${start}`,
  change: { kind: "stands", details: details(ref, start) },
});

const told = (ref: string, change: BookingChange): BookingDelivery => ({
  deliveryKey: ref,
  change,
});

type Answer = Result<UpcomingPage, Unavailable>;

const page = (deliveries: readonly BookingDelivery[], next: string | null = null, unreadable = 0) =>
  ok({ deliveries, unreadable, next });

const unavailable = (details: Unavailable["details"]) =>
  refuse<Unavailable>({ code: "booking_system_unavailable", details });

/** A booking system that answers by script: by page, and the answers of one page one after the other. */
const scripted = (answers: Readonly<Record<string, readonly Answer[]>>) => {
  const asked: string[] = [];
  const moments: Instant[] = [];
  const system: BookingSystem = {
    provider: "calendly",
    asksBack: false,
    verify: () => ok(null),
    read: async () => ok([]),
    upcoming: async ({ now }, page) => {
      const name = page ?? "first";
      const before = asked.filter((one) => one === name).length;
      asked.push(name);
      moments.push(now);
      const own = answers[name] ?? [];
      return own[Math.min(before, own.length - 1)] ?? unavailable({ why: "refused" });
    },
  };
  return { system, asked, moments };
};

type Wish = {
  readonly isDryRun?: boolean;
  readonly from?: Instant;
  readonly to?: Instant;
  readonly begin?: string;
  /** Somebody wants it to stop after so many pages. */
  readonly pages?: number;
};

const run = async (memory: MemoryApp, system: BookingSystem, wish: Wish = {}) => {
  const { isDryRun = false, from = null, to = null, begin = null, pages = 99 } = wish;
  const heard: Progress[] = [];
  const account = { secrets: [], access: {} };
  const correlationId = as<CorrelationId>("story");
  const wanted = { tenant, system, account, correlationId, isDryRun, from, to };
  const done = await synchroniseAll(
    {
      part: (after) =>
        synchronisePart(memory.app, wanted, after === null ? null : placeFrom(after)),
      pause: memory.app.pause,
      onProgress: (progress) => heard.push(progress),
      isStopped: () => heard.length >= pages,
    },
    begin,
  );
  return { done, heard };
};

const nothing = {
  seen: 0,
  taken: 0,
  known: 0,
  ignored: 0,
  begun: 0,
  outside: 0,
  refused: 0,
  unreadable: 0,
};

describe("the first synchronisation", () => {
  const later = plusMs(visit, 24 * hour);
  const { system } = scripted({
    first: [page([standing("A"), standing("B")], "2", 1)],
    2: [
      page([
        told("C", { kind: "ignored", why: "not_accepted" }),
        standing("D", monday),
        told("E", { kind: "stands", details: details("E", visit, "Mars/Olympus") }),
        standing("F", later),
      ]),
    ],
  });

  it("takes what is to come, and tells after each page how far it is", async () => {
    const memory = memoryApp(monday);
    const { done, heard } = await run(memory, system);
    const all = {
      ...nothing,
      pages: 2,
      seen: 6,
      taken: 3,
      ignored: 1,
      begun: 1,
      refused: 1,
      unreadable: 1,
    };
    expect(done).toEqual({ ended: "whole", progress: all });
    expect(heard).toEqual([{ ...nothing, pages: 1, seen: 2, taken: 2, unreadable: 1 }, all]);
    expect(memory.streams().filter((stream) => stream.startsWith("appointment/"))).toHaveLength(3);
    expect(memory.streams().filter((stream) => stream.startsWith("intake/"))).toHaveLength(1);
  });

  it("changes nothing when it runs again", async () => {
    const memory = memoryApp(monday);
    await run(memory, system);
    const before = memory.streams().map((stream) => memory.commitsOf(stream).length);
    const { done } = await run(memory, system);
    expect(done).toMatchObject({ progress: { taken: 0, known: 3, refused: 1 } });
    expect(memory.streams().map((stream) => memory.commitsOf(stream).length)).toEqual(before);
  });

  it("takes what has moved since", async () => {
    const memory = memoryApp(monday);
    await run(memory, system);
    const moved = scripted({ first: [page([standing("A", later), standing("B")])] });
    const { done } = await run(memory, moved.system);
    expect(done).toMatchObject({ progress: { taken: 1, known: 1 } });
  });

  it("writes nothing when it is only tried, and says what it would take", async () => {
    const memory = memoryApp(monday);
    const { done } = await run(memory, system, { isDryRun: true });
    expect(done).toMatchObject({ progress: { seen: 6, taken: 3, refused: 1 } });
    expect(memory.streams()).toEqual([]);
  });

  it("takes only what begins in the time that was asked for, and says how much did not", async () => {
    const memory = memoryApp(monday);
    const { done } = await run(memory, system, { from: plusMs(visit, hour), to: plusMs(later, 1) });
    expect(done).toMatchObject({ progress: { seen: 6, taken: 1, outside: 3, begun: 1 } });
    const until = await run(memoryApp(monday), system, { to: later });
    expect(until.done).toMatchObject({ progress: { taken: 2, outside: 1 } });
  });

  it("stops between two pages, and goes on from there", async () => {
    const memory = memoryApp(monday);
    const { done } = await run(memory, system, { pages: 1 });
    expect(done).toMatchObject({ ended: "stopped", progress: { pages: 1, taken: 2 } });
    const begin = "after" in done ? (done.after ?? "") : "";
    expect(begin).toBe(`${monday}~2`);
    memory.now = plusMs(monday, 1_000);
    const rest = await run(memory, system, { begin });
    expect(rest.done).toMatchObject({ ended: "whole", progress: { pages: 1, taken: 1 } });
  });

  it("asks for every page as of one moment", async () => {
    const memory = memoryApp(monday);
    const { system, moments } = scripted({
      first: [page([], "2")],
      2: [page([])],
    });
    const slow: BookingSystem = {
      ...system,
      upcoming: async (asking, page) => {
        memory.now = plusMs(memory.now, hour);
        return system.upcoming(asking, page);
      },
    };
    await run(memory, slow);
    expect(moments).toEqual([monday, monday]);
  });
});

describe("a booking to which others write at the same moment", () => {
  const busy = (memory: MemoryApp, appends: number): void => {
    let left = appends;
    memory.beforeAppend = async () => (left-- > 0 ? "version_moved" : null);
  };

  it("is tried again with its page, for nobody delivers it a second time", async () => {
    const memory = memoryApp(monday);
    busy(memory, 5);
    const { system, asked } = scripted({ first: [page([standing("A"), standing("B")])] });
    const { done } = await run(memory, system);
    expect(done).toEqual({ ended: "whole", progress: { ...nothing, pages: 1, seen: 2, taken: 2 } });
    expect(asked).toEqual(["first", "first"]);
  });

  it("is not passed over where that does not help: the list is not whole then", async () => {
    const memory = memoryApp(monday);
    busy(memory, 15);
    const { system } = scripted({ first: [page([standing("A")])] });
    const { done } = await run(memory, system);
    expect(done).toMatchObject({
      ended: "refused",
      refusal: { code: "stream_busy" },
      progress: nothing,
      after: null,
    });
    expect(memory.streams()).toEqual([]);
  });
});

describe("a booking system that cannot answer now", () => {
  it("is waited for as long as it asks, and then goes on where it was", async () => {
    const memory = memoryApp(monday);
    const { system, asked } = scripted({
      first: [page([standing("A")], "2")],
      2: [
        unavailable({ why: "throttled", retryAfterMs: 30_000 }),
        unavailable({ why: "server_error" }),
        page([standing("B")]),
      ],
    });
    const { done } = await run(memory, system);
    expect(done).toMatchObject({ ended: "whole", progress: { taken: 2 } });
    expect(asked).toEqual(["first", "2", "2", "2"]);
    expect(memory.pauses).toEqual([30_000, 2_000]);
  });

  it("is not waited for longer than a minute, nor a fourth time", async () => {
    const memory = memoryApp(monday);
    const { system, asked } = scripted({
      first: [page([standing("A")], "2")],
      2: [unavailable({ why: "throttled", retryAfterMs: 86_400_000 })],
    });
    const { done } = await run(memory, system);
    expect(done).toMatchObject({
      ended: "refused",
      refusal: { code: "booking_system_unavailable", details: { why: "throttled" } },
      progress: { pages: 1, taken: 1 },
      after: `${monday}~2`,
    });
    expect([asked.length, memory.pauses]).toEqual([4, [60_000, 60_000]]);
  });

  it.each(["credentials_missing", "credentials_refused", "refused", "answer_unreadable"] as const)(
    "is not asked again where that would not help: %s",
    async (why) => {
      const memory = memoryApp(monday);
      const { system, asked } = scripted({ first: [unavailable({ why })] });
      expect((await run(memory, system)).done).toMatchObject({ refusal: { details: { why } } });
      expect([asked, memory.pauses]).toEqual([["first"], []]);
    },
  );

  it("leads nobody round in a circle", async () => {
    const { system, asked } = scripted({ first: [page([], "2")], 2: [page([], "2")] });
    expect((await run(memoryApp(monday), system)).done).toMatchObject({
      ended: "endless",
    });
    expect(asked).toEqual(["first", "2"]);
  });
});
