import { parentPort, workerData } from "node:worker_threads";
import type { Log } from "#core/ports/log";
import type { Answered, News, Place } from "#local/front-messages";
import { createFront } from "#local/front-server";

/** The front thread: a socket, and HTTP. What it hears it hands to the house, which answers. */
const tell = (news: News): void => parentPort?.postMessage(news);

const noting =
  (level: keyof Log): Log[keyof Log] =>
  (event, fields) =>
    tell({ kind: "noted", level, event, fields });
const log: Log = {
  debug: noting("debug"),
  info: noting("info"),
  warn: noting("warn"),
  error: noting("error"),
};

const { server, answer } = createFront((requests) => tell({ kind: "asked", requests }), log);
parentPort?.on("message", (answers: readonly Answered[]) => answer(answers));

const { host, port } = workerData as Place;
server.once("error", (error: Error & { readonly code?: string }) =>
  tell({ kind: "deaf", code: error.code ?? error.name, why: error.message }),
);
server.listen(port, host, () => {
  const address = server.address();
  tell({ kind: "listening", port: typeof address === "string" ? port : (address?.port ?? port) });
});
