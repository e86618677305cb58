import type { Log, LogFields } from "#core/ports/log";

type LogLevel = "debug" | "info" | "warn" | "error";

const rank: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/**
 * One JSON object a line. Callers pass names, ids, codes and counts; should a person's data slip in all
 * the same, it is masked here: addresses, runs of digits as long as a phone or card number, bearer
 * tokens. Ids stay readable, because they are hexadecimal or named.
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

const longest = 200;

/** A UUID is taken out first: the digits in a correlation id would read like a phone number. */
const uuidOrNumber =
  /(\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)|(?<![0-9A-Za-z])\+?\d[\d ().-]{7,}\d(?![0-9A-Za-z])/gi;

const redacted = (value: string): string =>
  value
    .slice(0, longest)
    .replaceAll(/[^\s@"']+@[^\s@"']+\.[^\s@"']+/g, "[e-mail]")
    .replaceAll(uuidOrNumber, (_, uuid?: string) => uuid ?? "[number]")
    .replaceAll(/(?:Bearer|Basic) [A-Za-z0-9+/=._-]+/g, "[credential]");
