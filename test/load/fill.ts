import { Agent } from "node:http";
import { plusMs } from "#core/kernel/time";
import { nowOnTheWall, signedBooking } from "#test/load/bookings";
import { post } from "#test/load/post";
import { type Server, startServer } from "#test/load/server";

const inFlight = 64;

/** Books that many appointments on the folder, a server of its own taking them, spread over a month. */
export const fill = async (
  folder: string,
  appointments: number,
  say: (line: string) => void,
): Promise<void> => {
  const server = await startServer(folder);
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  let next = 0;
  try {
    await Promise.all(
      Array.from({ length: inFlight }, async () => {
        for (let number = next++; number < appointments; number = next++) {
          if (number % 20_000 === 0) say(`memory: ${number} of ${appointments} booked`);
          await book(server, agent, number);
        }
      }),
    );
    await caughtUp(server);
    say(`memory: the process that took them stands at ${server.residentMb().toFixed(0)} MB`);
  } finally {
    agent.destroy();
    await server.stop();
  }
};

const book = (server: Server, agent: Agent, number: number): Promise<void> => {
  const now = nowOnTheWall();
  const start = plusMs(now, (3 + (number % 30)) * 86_400_000);
  return post(server, agent, signedBooking(number, { secret: server.signingSecret, now, start }));
};

/** Until the readers of the feed and the queues have nothing left. */
const caughtUp = async (server: Server): Promise<void> => {
  for (;;) {
    const response = await fetch(`${server.baseUrl}/ready`);
    const { dependencies } = (await response.json()) as { dependencies: { lag: number | null }[] };
    if (dependencies.every(({ lag }) => lag === null || lag === 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
};
