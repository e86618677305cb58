import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { depositWish, paymentsOver, stripeStart } from "#test/support/stripe-stage";

/**
 * A request follows the signal it was made with only weakly: where the garbage collector takes it while a peer that
 * listens to nothing but its signal is silent, an abort reaches nobody, and the call never ends.
 */
it("ends by its own time-out also when the request has been collected while the peer was silent", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const collecting = setInterval(collect, 10);
  const fetch = async ({ signal }: Request): Promise<Response> => untilAborted(signal);
  try {
    const calls = Array.from({ length: 10 }, () =>
      paymentsOver(fetch, { timeoutMs: 100 }).createLink(depositWish(), stripeStart),
    );
    const late = new Promise<"still waiting">((resolve) => {
      setTimeout(() => resolve("still waiting"), 5_000);
    });
    const outcomes = await Promise.race([Promise.all(calls), late]);
    expect(outcomes).toEqual(calls.map(() => ({ kind: "unknown", why: "timeout" })));
  } finally {
    clearInterval(collecting);
  }
});

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new DOMException("Aborted", "AbortError")));
  });
