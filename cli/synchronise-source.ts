import { randomUUID } from "node:crypto";
import type { Failure } from "#cli/command";
import { ask, findServer, type Server, type ServerWish } from "#cli/server";
import type { System } from "#cli/synchronise-words";
import { type Part, placeFrom } from "#core/app/synchronise";
import { type Source, synchroniseAll, type Synchronised } from "#core/app/synchronise-all";
import { type ErrorCode, errorCodes } from "#core/kernel/errors";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Instant } from "#core/kernel/time";

export type SynchroniseWish = {
  readonly system: System;
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  readonly isDryRun: boolean;
  readonly after: string | null;
};

type Watch = Omit<Source<Failure>, "part">;

/** Whoever holds the data folder takes the bookings: this process, or the server that runs there. */
export const synchronised = async (
  server: ServerWish,
  wish: SynchroniseWish,
  watch: Watch,
): Promise<Result<Synchronised<Failure>, Failure>> => {
  if (server.url !== undefined) return byServer(server, wish, watch);
  try {
    return await here(server, wish, watch);
  } catch (error) {
    const isRunning = error instanceof Error && "code" in error && error.code === "data_in_use";
    if (!isRunning) throw error;
    return byServer(server, wish, watch);
  }
};

const here = async (
  { data }: ServerWish,
  { system, from, to, isDryRun, after }: SynchroniseWish,
  watch: Watch,
): Promise<Result<Synchronised<Failure>, Failure>> => {
  const { synchroniseInFolder } = await import("#local/synchronise-house");
  const where = { data: data ?? null, isDryRun, name: `synchronise-${randomUUID()}` };
  const done = await synchroniseInFolder(system, where, (take) =>
    synchroniseAll<Failure>(
      {
        ...watch,
        part: async (place) => {
          const at = place === null ? null : placeFrom(place);
          const taken = await take({ from, to, isDryRun, after: at ?? undefined });
          return taken.ok ? taken : refuse(told(taken.refusal));
        },
      },
      after,
    ),
  );
  if (!("ok" in done)) return ok(done);
  const { variable, why, purpose } = done.refusal.details;
  return refuse({
    code: "configuration_invalid",
    message: `${variable} ${why}.`,
    advice: purpose,
  });
};

const told = ({ code, details = {} }: { code: ErrorCode; details?: object }): Failure => ({
  code,
  message: errorCodes[code].message,
  details: { ...details },
});

/** A page of Calendly's is fifty questions and more. */
const patienceMs = 180_000;

const byServer = async (
  server: ServerWish,
  wish: SynchroniseWish,
  watch: Watch,
): Promise<Result<Synchronised<Failure>, Failure>> => {
  const found = findServer(server);
  if (!found.ok) return found;
  const part = (after: string | null) => partOf(found.value, wish, after);
  return ok(await synchroniseAll<Failure>({ ...watch, part }, wish.after));
};

const partOf = async (
  server: Server,
  { system, from, to, isDryRun }: SynchroniseWish,
  after: string | null,
): Promise<Result<Part, Failure>> => {
  const body = { from, to, isDryRun, ...(after !== null && { after }) };
  const path = `/v1/synchronise/${system}`;
  const answer = await ask(server, { method: "POST", path, body, patienceMs });
  return answer.ok ? ok(answer.value as Part) : answer;
};
