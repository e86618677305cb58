import { type Agent, request } from "node:http";
import type { SignedBooking } from "#test/load/bookings";
import type { Server } from "#test/load/server";

/** Posts the webhook; done when it has been acknowledged, which is when its commit is on the disk. */
export const post = (
  server: Server,
  agent: Agent,
  { body, headers }: SignedBooking,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const sent = request(server.webhookUrl, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.once("end", () =>
        response.statusCode === 200
          ? resolve()
          : reject(new Error(`Answered ${response.statusCode}`)),
      );
    });
    sent.once("error", reject);
    sent.end(body);
  });
