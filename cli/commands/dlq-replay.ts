import { parseArgs } from "node:util";
import { type Command, fail, type Failure, misused } from "#cli/command";
import { allLetters, isLetterId, tellDone, wishOfEach } from "#cli/dead-letters";
import { findServer, type Server, serverOptions, serverUsage } from "#cli/server";
import { ok, type Result } from "#core/kernel/result";

export const command: Command = {
  name: "dlq replay",
  summary: "Give back what was put aside, to be worked off once more; safe to repeat",
  usage: `ID… | --all [--url URL --token TOKEN] [--data FOLDER] [--json]

  ID              as aro dlq list shows it; one that was archived may be given back, too
  --all           everything that is on that list now
${serverUsage}`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...serverOptions, all: { type: "boolean" } },
      allowPositionals: true,
    });
    const isSaid = values.all === true ? positionals.length === 0 : positionals.length > 0;
    if (!isSaid || !positionals.every(isLetterId))
      return misused(io, "Cannot replay: give ids, as aro dlq list shows them, or --all.");

    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    const ids = values.all === true ? await allOf(server.value) : ok(positionals);
    if (!ids.ok) return fail(io, ids.refusal);
    const done = await wishOfEach(server.value, ids.value, { verb: "replay" });
    return done.ok ? tellDone(io, done.value, { name: "replayed", words }) : fail(io, done.refusal);
  },
};

const words: Readonly<Record<string, string>> = {
  replayed: "given back",
  nothing_new: "is not on the list: it was given back before",
};

const allOf = async (server: Server): Promise<Result<readonly string[], Failure>> => {
  const letters = await allLetters(server, false);
  return letters.ok ? ok(letters.value.map(({ id }) => id)) : letters;
};
