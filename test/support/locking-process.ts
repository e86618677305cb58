import { isDataUnusable } from "#adapters/local/data-unusable";
import { acquireLock } from "#adapters/local/lock";

/**
 * A process that takes the lock named on its command line, says how that went, and lives until killed.
 * It keeps no reference to the lock, as a careless program would: the garbage collector must not free it.
 */
const [, , path = ""] = process.argv;
try {
  acquireLock(path);
  globalThis.gc?.();
  process.stdout.write("held\n");
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`${isDataUnusable(error) ? error.code : String(error)}\n`);
}
