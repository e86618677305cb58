import { parseArgs } from "node:util";
import { type Command, fail, misused } from "#cli/command";
import { isLetterId, tellDone, wishOfEach } from "#cli/dead-letters";
import { findServer, serverOptions, serverUsage } from "#cli/server";

export const command: Command = {
  name: "dlq archive",
  summary: "Take what was put aside off the list as seen; it is kept, and safe to repeat",
  usage: `ID… [--by OPERATOR] [--url URL --token TOKEN] [--data FOLDER] [--json]

  ID              as aro dlq list shows it
  --by OPERATOR   who has looked, as aro operator list shows them
${serverUsage}`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...serverOptions, by: { type: "string" } },
      allowPositionals: true,
    });
    if (positionals.length === 0 || !positionals.every(isLetterId))
      return misused(io, "Cannot archive: give ids, as aro dlq list shows them.");

    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    const body = values.by === undefined ? {} : { by: values.by };
    const done = await wishOfEach(server.value, positionals, { verb: "archive", body });
    return done.ok ? tellDone(io, done.value, { name: "archived", words }) : fail(io, done.refusal);
  },
};

const words: Readonly<Record<string, string>> = {
  archived: "archived",
  nothing_new: "was archived before",
};
