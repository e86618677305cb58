import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

/** The other thread: copies the write-ahead log home each time it is asked to, and says so. */
const connection = new DatabaseSync(String(workerData), { timeout: 2_000 });
connection.exec("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -512");
const copyHome = connection.prepare("PRAGMA wal_checkpoint(PASSIVE)");

parentPort?.on("message", () => {
  copyHome.get();
  parentPort?.postMessage("done");
});
