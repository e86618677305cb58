import { afterEach, beforeEach, expect, it } from "vitest";
import { createSandboxClock } from "#adapters/local/clock";
import { type Database, openDatabase } from "#adapters/local/database";
import { at, epochMs } from "#core/kernel/time";

const nine = at("2026-03-02T09:00:00Z");
const noon = at("2026-03-02T12:00:00Z");

let db: Database;
let wallMs: number;
const sandboxClock = () => createSandboxClock({ db, wallNow: () => wallMs });

beforeEach(() => {
  db = openDatabase(":memory:");
  wallMs = epochMs(nine);
});
afterEach(() => db.close());

it("shows the wall clock's time until somebody turns it", () => {
  const clock = sandboxClock();
  expect(clock.now()).toBe(nine);
  wallMs += 60_000;
  expect(clock.now()).toBe("2026-03-02T09:01:00.000Z");
});

it("stands still while it is pinned and goes on from where it is released", async () => {
  const clock = sandboxClock();
  await clock.pin(noon);
  wallMs += 60_000;
  expect(clock.now()).toBe(noon);
  await clock.release(noon);
  wallMs += 60_000;
  expect(clock.now()).toBe("2026-03-02T12:01:00.000Z");
});

it("goes on after a restart, also from the middle of a turn", async () => {
  await sandboxClock().pin(noon);
  wallMs += 60_000;
  expect(sandboxClock().now()).toBe("2026-03-02T12:01:00.000Z");
});

it("refuses to be turned back, and says what time it is", async () => {
  const clock = sandboxClock();
  await clock.pin(noon);
  const refusal = { ok: false, refusal: { code: "clock_backwards", details: { now: noon } } };
  expect(await clock.pin(nine)).toEqual(refusal);
  expect(await clock.release(nine)).toEqual(refusal);
  expect(clock.now()).toBe(noon);
});

it("stands still when the wall clock is set back", () => {
  const clock = sandboxClock();
  clock.now();
  wallMs -= 3_600_000;
  expect(clock.now()).toBe(nine);
});
