import type { Carrier } from "#adapters/sandbox-carrier/carrier";
import { startRuntime } from "#local/runtime";

/**
 * The server in a process of its own, exactly as `npm start` makes it, with what cannot be had from outside:
 * the hands of the wall clock, the room on its disk, and a carrier that does not die with it.
 */
export type Order =
  /** The machine's clock now differs by so much from the one that the parent reads. */
  | { readonly stepMs: number }
  /** No more room on the disk than the database has now, or room again. */
  | { readonly disk: "full" | "roomy" };

/** Says where it is once it runs, and that an order has been carried out; else why it cannot start. */
export type Said =
  | { readonly baseUrl: string }
  | { readonly done: Order }
  | { readonly failed: string };

const [, , folder = "", carrierUrl = "", step = "0"] = process.argv;
let stepMs = Number(step);
const say = (said: Said): void => void process.send?.(said);

/** Asks the carrier outside, and tells it what time it is: the sandbox's clock is turned in here. */
const outside = (now: () => string): Carrier => ({
  fetch: async (request) => {
    const { pathname, search } = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set("x-now", now());
    return fetch(`${carrierUrl}${pathname}${search}`, {
      method: request.method,
      headers,
      signal: request.signal,
      ...(request.method === "POST" ? { body: await request.text() } : {}),
    });
  },
  // Its phones and its webhooks are outside, too.
  phone: { messages: () => [], text: () => Promise.reject(new Error("This phone is outside")) },
  due: () => 0,
  next: () => null,
  runDue: () => Promise.resolve(0),
  close: () => undefined,
});

try {
  const runtime = await startRuntime({
    configuration: {
      ARO_MODE: "sandbox",
      ARO_DATA: folder,
      HOST: "127.0.0.1",
      PORT: 0,
      ARO_PACK: "healthcare",
      ARO_LOG_LEVEL: "info",
      ARO_PROXIES: 0,
      ARO_REFUSALS_PER_MINUTE: 60,
    },
    writeLog: (line) => process.stderr.write(`${line}\n`),
    wallNow: () => Date.now() + stepMs,
    ...(carrierUrl === "" ? {} : { carrier: outside }),
  });
  const { db } = runtime.house.composed;
  process.on("message", (order: Order) => {
    if ("stepMs" in order) ({ stepMs } = order);
    else {
      const used = db.get<{ page_count: number }>("PRAGMA page_count")?.page_count ?? 1;
      db.get(`PRAGMA max_page_count = ${order.disk === "full" ? used : 1_000_000}`);
    }
    say({ done: order });
  });
  say({ baseUrl: runtime.baseUrl });
} catch (error) {
  say({ failed: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
  process.disconnect?.();
}
