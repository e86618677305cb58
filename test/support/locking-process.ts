import { isDataUnusable } from "#adapters/local/data-unusable";
import { acquireLock } from "#adapters/local/lock";

/** A process that takes the lock named on its command line, says how that went, and holds it until killed. */
const [, , path = ""] = process.argv;
try {
  acquireLock(path);
  process.stdout.write("held\n");
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`${isDataUnusable(error) ? error.code : String(error)}\n`);
}
