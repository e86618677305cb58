/**
 * Structured log. Fields carry names, ids, codes and counts; never a message, a name, a number, a payload.
 * `event` is a dotted name that people can search for (`execution.suppressed`).
 */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}
