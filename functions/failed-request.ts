import type { ErrorCode } from "#core/kernel/errors";
import type { Log } from "#core/ports/log";
import { refusal } from "#functions/reply";

/** Answers for a door that threw. What is logged is the kind of error and its place in the code. */
export const failedRequest = (
  log: Log,
  error: unknown,
  {
    correlationId,
    code = "internal",
  }: { readonly correlationId: string; readonly code?: ErrorCode },
): Response => {
  const why = error instanceof Error ? error.name : "unknown";
  log.error("request.failed", { why, code, frame: frameOf(error), correlationId });
  return refusal({ code }, correlationId);
};

/** Where in our code it happened; the message is left out, since it may quote data. */
const frameOf = (error: unknown): string => {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const own = frames.find((line) => !/node:|node_modules/.test(line)) ?? "";
  return /((?:[^/\s]+\/){0,3}[^/\s]+:\d+:\d+)\)?$/.exec(own)?.[1] ?? "unknown";
};
