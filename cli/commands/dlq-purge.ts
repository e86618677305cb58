import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Failure, type Io, misused } from "#cli/command";
import { ask, findServer, type Server, serverOptions, serverUsage } from "#cli/server";
import { ok, type Result } from "#core/kernel/result";

export const command: Command = {
  name: "dlq purge",
  summary: "Delete for good what was archived so many days ago",
  usage: `--older-than DAYS [--url URL --token TOKEN] [--data FOLDER] [--json]

  --older-than DAYS  only what was archived more than so many days ago (0 to 3650)
${serverUsage}`,
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: { ...serverOptions, "older-than": { type: "string" } },
    });
    const days = values["older-than"] ?? "";
    if (!/^\d{1,4}$/.test(days) || Number(days) > mostDays)
      return misused(
        io,
        "Cannot purge: say how many days ago, as in aro dlq purge --older-than 30",
        "Only what aro dlq archive has archived is ever deleted.",
      );

    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    const purged = await purgeAll(server.value, Number(days));
    if (!purged.ok) return fail(io, purged.refusal);
    show(io, purged.value);
    return exit.ok;
  },
};

const show = (io: Io, purged: readonly string[]): void => {
  if (io.isJson) return document(io, { purged });
  if (purged.length === 0) io.out("Nothing was archived so long ago.");
  for (const id of purged) io.out(`${id}   deleted`);
};

const mostDays = 3_650;
/** As many as the server deletes at a time. */
const atOnce = 500;

type Purged = { readonly letters: readonly string[]; readonly hasMore: boolean };

const purgeAll = async (
  server: Server,
  olderThanDays: number,
): Promise<Result<readonly string[], Failure>> => {
  const ids: string[] = [];
  for (let hasMore = true; hasMore; ) {
    const answer = await ask(server, {
      method: "POST",
      path: "/v1/dead-letters/purge",
      idempotencyKey: `dlq-${randomUUID()}`,
      body: { olderThanDays, limit: atOnce },
    });
    if (!answer.ok) return answer;
    const purged = answer.value as Purged;
    ids.push(...purged.letters);
    ({ hasMore } = purged);
  }
  return ok(ids);
};
