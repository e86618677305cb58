import { redacted } from "#adapters/redacted";
import type { Log, LogFields } from "#core/ports/log";

type LogLevel = "debug" | "info" | "warn" | "error";

const rank: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/**
 * One JSON object a line. Callers pass names, ids, codes and counts; should a person's data slip in all
 * the same, it is masked here.
 */
export const createLog = (
  write: (line: string) => void,
  { least, now }: { readonly least: LogLevel; readonly now: () => string },
): Log => {
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}): void => {
      if (rank[level] < rank[least]) return;
      const masked = Object.entries(fields).map(([key, value]) => [
        key,
        typeof value === "string" ? redacted(value) : value,
      ]);
      write(JSON.stringify({ at: now(), level, event, ...Object.fromEntries(masked) }));
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
};
