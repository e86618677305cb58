import { describe, expect, it } from "vitest";
import { withdraw } from "#core/execution/decide";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStream, type ExecutionId, executionIdIn } from "#core/kernel/ids";
import { msBetween, plusMs } from "#core/kernel/time";
import { booking, hour, journey, minute, monday, reference } from "#test/support/bookings";
import { begin, given, textOf } from "#test/support/journey-stage";

const definition = journey(
  "one-text",
  `on: appointment.booked
steps: [{ id: hello, uses: text.send, with: { template: hello, purpose: reminder } }]`,
);
const morning = plusMs(monday, 3 * hour);
const booked = given([definition]).when({ kind: "book", booking: booking("A") }, morning);
const { execution: first } = textOf(booked, "hello");

/** How long a text with this name waits after it has given way for the n-th time. */
const waitOf = (execution: ExecutionId, times: number): number => {
  const intended = textOf(booked.when(begin(first, times), morning), "hello");
  const told = withdraw(
    { ...intended, execution },
    { kind: "withdraw_execution", execution, token: times, why: "another_under_way" },
    { now: morning, version: 1, tzdb: "2026a" },
  );
  const [event] = told.ok ? told.value : [];
  if (event?.type !== "execution.deferred") throw new Error("Cannot find when it comes back");
  return msBetween(morning, event.until);
};
const names = Array.from({ length: 120 }, (_, index) =>
  executionIdIn(appointmentStream(appointmentIdOf(reference(`${index}`))), "run", "hello"),
);

describe("two texts that give way to each other", () => {
  it("come back after a minute, and before two are over", () => {
    for (const name of names) {
      const wait = waitOf(name, 1);
      expect(wait).toBeGreaterThanOrEqual(minute);
      expect(wait).toBeLessThan(2 * minute);
    }
  });

  it("and meet again by accident, do not go on meeting", () => {
    const times = [1, 2, 3, 4];
    const waits = names.map((name) => times.map((nth) => waitOf(name, nth)));
    const met = waits.flatMap((one, index) =>
      waits
        .slice(index + 1)
        .filter((other) => one[0] === other[0])
        .map((other) => [one, other]),
    );
    expect(met.length).toBeGreaterThan(50);
    for (const [one, other] of met) expect(one).not.toEqual(other);
    const again = met.filter(([one, other]) => one?.[1] === other?.[1]);
    expect(again.length).toBeLessThan(met.length / 10);
  });
});
