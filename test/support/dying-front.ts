import { parentPort } from "node:worker_threads";

/** Says that it listens, and ends at the first word it hears. */
parentPort?.postMessage({ kind: "listening", port: 1 });
parentPort?.once("message", () => {
  throw new TypeError("Cannot go on");
});
parentPort?.postMessage({
  kind: "asked",
  requests: [
    { id: 1, method: "GET", url: "http://127.0.0.1/", headers: [], body: new Uint8Array() },
  ],
});
