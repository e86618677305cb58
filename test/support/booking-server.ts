import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { SandboxSystem } from "#adapters/sandbox-booking/shelf";

export type BookingServer = { readonly baseUrl: string; readonly close: () => Promise<void> };

/** A sandbox of a booking system on a port of its own: whoever asks it goes through real sockets. */
export const serveBooking = async (
  system: Pick<SandboxSystem, "fetch">,
): Promise<BookingServer> => {
  const listener = getRequestListener(system.fetch, {
    overrideGlobalObjects: false,
    errorHandler: () => new Response(null, { status: 500 }),
  });
  const server = createServer((request, response) => void listener(request, response));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
};
