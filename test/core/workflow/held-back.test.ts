import { expect, it } from "vitest";
import type { Execution } from "#core/execution/state";
import { isHeldBack, type Journeys } from "#core/workflow/journeys";

const execution = { run: "run-1", phase: { status: "ready" } } as unknown as Execution;
const journeysWith = (run: object): Journeys => ({ runs: { "run-1": run } }) as unknown as Journeys;

it("holds the texts of a paused run back", () => {
  expect(isHeldBack(journeysWith({ hold: "paused", end: null }), execution)).toBe(true);
  expect(isHeldBack(journeysWith({ hold: null, end: null }), execution)).toBe(false);
});

/** A lost reply is looked up also while its run is paused; if the visit is called off by then, nobody will resume it. */
it("holds nothing back for a run that has ended while it was paused (seed 380)", () => {
  const end = { status: "cancelled", why: "appointment.cancelled" };
  expect(isHeldBack(journeysWith({ hold: "paused", end }), execution)).toBe(false);
});
