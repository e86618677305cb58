import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { plusMs } from "#core/kernel/time";
import {
  median,
  nowOnTheWall,
  percentile,
  type SignedBooking,
  signedBooking,
} from "#test/load/bookings";
import { post } from "#test/load/post";
import { newFolder, removeFolder, type Server, startServer } from "#test/load/server";

export type WebhookFigures = {
  readonly bookingsPerSecond: number;
  readonly runs: readonly number[];
  readonly openLoop: {
    readonly offeredPerSecond: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
  };
};

type Wish = {
  readonly bookings: number;
  readonly runs: number;
  readonly openSeconds: number;
  readonly say: (line: string) => void;
};

const inFlight = 64;
const offered = 500;

/** Webhook to durable commit, over HTTP, from another process: as fast as it goes, then at a steady pace. */
export const measureWebhooks = async ({
  bookings,
  runs,
  openSeconds,
  say,
}: Wish): Promise<WebhookFigures> => {
  const folder = newFolder();
  const server = await startServer(folder);
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  try {
    await flood(server, agent, signedMany(server, 0, 2_000)); // Warm-up, not counted.
    const rates: number[] = [];
    for (let run = 1; run <= runs; run++) {
      await sleep(3_000); // What the run before has set in motion is worked off.
      rates.push(await flood(server, agent, signedMany(server, run * bookings + 10_000, bookings)));
      say(`webhooks: ${rates.at(-1)?.toFixed(0)} bookings/s (run ${run} of ${runs})`);
    }
    await sleep(3_000);
    const steady = signedMany(server, (runs + 2) * bookings + 10_000, offered * openSeconds);
    const latencies = await pace(server, agent, steady);
    const openLoop = {
      offeredPerSecond: offered,
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
    };
    say(
      `webhooks at ${offered}/s: p50 ${openLoop.p50Ms.toFixed(1)} ms, p99 ${openLoop.p99Ms.toFixed(1)} ms`,
    );
    return { bookingsPerSecond: median(rates), runs: rates, openLoop };
  } finally {
    agent.destroy();
    await server.stop();
    removeFolder(folder);
  }
};

const signedMany = (server: Server, from: number, count: number): readonly SignedBooking[] => {
  const now = nowOnTheWall();
  const start = plusMs(now, 8 * 86_400_000);
  const secret = server.signingSecret;
  return Array.from({ length: count }, (_, index) =>
    signedBooking(from + index, { secret, now, start }),
  );
};

/** Always `inFlight` requests under way. Answers how many a second were acknowledged. */
const flood = async (
  server: Server,
  agent: Agent,
  bookings: readonly SignedBooking[],
): Promise<number> => {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (let one = bookings[next++]; one !== undefined; one = bookings[next++])
        await post(server, agent, one);
    }),
  );
  return bookings.length / ((performance.now() - began) / 1000);
};

/** Sends at the offered pace whatever the server does; a late answer counts from when it should have been asked. */
const pace = async (
  server: Server,
  agent: Agent,
  bookings: readonly SignedBooking[],
): Promise<readonly number[]> => {
  const began = performance.now();
  return Promise.all(
    bookings.map(async (booking, index) => {
      const dueMs = (index * 1000) / offered;
      await sleep(Math.max(0, began + dueMs - performance.now()));
      await post(server, agent, booking);
      return performance.now() - began - dueMs;
    }),
  );
};
