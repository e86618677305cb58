import { at, epochMs, hoursBefore, plusMs } from "#core/kernel/time";
import { type House, openHouse } from "#local/house";
import type { Metrics } from "#core/ports/metrics";
import { median, signedBooking } from "#test/load/bookings";
import { newFolder, removeFolder } from "#test/load/server";
import { sandboxConfiguration } from "#local/sandbox-configuration";

export type ReminderFigures = {
  /** From the moment the clock shows their time until the carrier has taken the last one. */
  readonly remindersPerSecond: number;
  readonly runs: readonly number[];
};

const booked = at("2026-03-02T15:00:00Z");
const visit = at("2026-03-10T15:00:00Z");
const inFlight = 64;

/** All reminders of many visits become due at the same moment. */
export const measureReminders = async ({
  appointments,
  runs,
  say,
}: {
  readonly appointments: number;
  readonly runs: number;
  readonly say: (line: string) => void;
}): Promise<ReminderFigures> => {
  const rates: number[] = [];
  for (let run = 1; run <= runs; run++) {
    rates.push(await once(appointments));
    say(`reminders: ${rates.at(-1)?.toFixed(0)} /s through to the carrier (run ${run} of ${runs})`);
  }
  return { remindersPerSecond: median(rates), runs: rates };
};

const once = async (appointments: number): Promise<number> => {
  const folder = newFolder();
  const house = await openHouse({
    configuration: sandboxConfiguration(folder),
    publicUrl: () => "http://127.0.0.1",
    writeLog: () => undefined,
    wallNow: () => epochMs(booked),
  });
  try {
    await bookAll(house, appointments);
    const due = hoursBefore(visit, 48);
    await house.drive.turnTo(plusMs(due, -60_000));
    return await rateAt(house, () => house.drive.turnTo(due), appointments);
  } finally {
    await house.close();
    removeFolder(folder);
  }
};

const bookAll = async (house: House, count: number): Promise<void> => {
  const { calendly } = house.composed.seeded;
  const [secret = ""] = calendly.secrets;
  let next = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (let number = next++; number < count; number = next++) {
        const { headers, body } = signedBooking(number, { secret, now: booked, start: visit });
        const url = `http://127.0.0.1/v1/webhooks/calendly/${calendly.id}`;
        const response = await house.handle(new Request(url, { method: "POST", headers, body }));
        if (response.status !== 200) throw new Error(`Answered ${response.status}`);
      }
    }),
  );
  await house.drive.drain();
};

/** Counts at the door to the carrier: the clock stops with the last answer, not with the read models behind it. */
const rateAt = async (
  house: House,
  turn: () => Promise<unknown>,
  wanted: number,
): Promise<number> => {
  const { metrics } = house.composed.deps;
  const before = { ...metrics };
  const count: Metrics["count"] = (...args) => before.count(...args);
  let taken = 0;
  let lastAt = 0;
  Object.assign(metrics, {
    count: (...args: Parameters<typeof count>) => {
      if (args[0] === "executions.called" && args[1]?.["outcome"] === "sent") {
        taken += 1;
        lastAt = performance.now();
      }
      count(...args);
    },
  });
  const began = performance.now();
  await turn();
  if (taken !== wanted) throw new Error(`The carrier took ${taken} of ${wanted} reminders`);
  return taken / ((lastAt - began) / 1000);
};
