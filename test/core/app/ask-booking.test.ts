import { describe, expect, it } from "vitest";
import { askedBy } from "#core/app/ask-booking";
import { as } from "#core/kernel/ids";
import { ok, refuse } from "#core/kernel/result";
import { plusMs } from "#core/kernel/time";
import type { BookingSystem, Unavailable, WhyUnavailable } from "#core/ports/booking";
import { hour, minute, monday } from "#test/support/bookings";
import { memoryApp, tenant } from "#test/support/memory-app";

const morning = plusMs(monday, 3 * hour);
const asking = { secrets: [], access: {}, now: morning };
const body = new Uint8Array();

/** A booking system that cannot be asked for the reason that `memory.why` names, or can. */
const stage = (asksBack = true) => {
  const memory = memoryApp(morning);
  const calls: string[] = [];
  const state: { why: WhyUnavailable | null; retryAfterMs?: number } = { why: "timeout" };
  const answer = <T>(name: string, value: T) => {
    calls.push(name);
    const { why, ...wait } = state;
    if (why === null) return ok(value);
    return refuse<Unavailable>({ code: "booking_system_unavailable", details: { why, ...wait } });
  };
  const system: BookingSystem = {
    provider: "acuity",
    asksBack,
    verify: () => ok(null),
    read: async () => answer("read", []),
    upcoming: async () => answer("upcoming", { deliveries: [], unreadable: 0, next: null }),
  };
  const asked = (story: string) =>
    askedBy(memory.app, { tenant, correlationId: as(story) }, system);
  const read = (times = 1) =>
    Promise.all(
      Array.from({ length: times }, (_, index) => asked(`story-${index}`).read(body, asking)),
    );
  return { memory, state, calls, asked, read };
};

describe("a booking system that does not answer", () => {
  it("is asked ten times in a row, and then not for two minutes", async () => {
    const { memory, calls, read } = stage();
    await read(10);
    const [told] = await read();
    expect(calls).toHaveLength(10);
    expect(told).toEqual(
      refuse({
        code: "booking_system_unavailable",
        details: { why: "provider_down", retryAfterMs: 2 * minute },
      }),
    );
    expect(memory.log).toContain("breaker.opened");
  });

  it("is asked by one when the two minutes are over, and by all after three that went well", async () => {
    const { memory, state, calls, read } = stage();
    await read(10);
    memory.now = plusMs(morning, 2 * minute);
    state.why = null;
    await read(3);
    expect(calls).toHaveLength(11);
    await read();
    await read();
    await read(5);
    expect(calls).toHaveLength(18);
    expect(memory.log).toContain("breaker.closed");
  });

  it("is left alone for as long as it asks for itself", async () => {
    const { state, read } = stage();
    Object.assign(state, { why: "throttled", retryAfterMs: 10 * minute });
    await read(10);
    expect(await read()).toMatchObject([{ refusal: { details: { retryAfterMs: 10 * minute } } }]);
  });

  it.each<WhyUnavailable>(["credentials_refused", "credentials_missing", "refused"])(
    "is another matter than one that says %s",
    async (why) => {
      const { state, calls, read } = stage();
      state.why = why;
      await read(12);
      expect(calls).toHaveLength(12);
    },
  );

  it("keeps nobody from reading a webhook for which nothing has to be asked", async () => {
    const { calls, asked, read } = stage(false);
    for (let page = 1; page <= 12; page++) await asked(`page-${page}`).upcoming(asking, null);
    expect(calls.filter((call) => call === "upcoming")).toHaveLength(10);
    await read(3);
    expect(calls.filter((call) => call === "read")).toHaveLength(3);
  });
});
