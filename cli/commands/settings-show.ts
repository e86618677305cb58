import { parseArgs } from "node:util";
import { type Command, document, exit, fail } from "#cli/command";
import { workOnSettings } from "#cli/settings";
import { serverOptions, serverUsage } from "#cli/server";

export const command: Command = {
  name: "settings show",
  summary: "Show what the business has decided about itself",
  usage: `[--url URL --token TOKEN] [--data FOLDER]

What it prints can be changed and given to aro settings set.
${serverUsage}`,
  run: async (args, io) => {
    const { values } = parseArgs({ args: [...args], options: serverOptions });
    const known = await workOnSettings(values, null);
    if (!known.ok) return fail(io, known.refusal);
    const { settings, version } = known.value;
    if (io.isJson) document(io, known.value);
    else io.out(JSON.stringify({ version, ...settings }, null, 2));
    return exit.ok;
  },
};
