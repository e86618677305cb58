import { parseArgs } from "node:util";
import { type Command, document, exit, misused } from "#cli/command";

export const command: Command = {
  name: "backup",
  summary: "Copy the database into a file, also while the server runs",
  usage: `FILE [--data FOLDER] [--json]

  --data FOLDER   data folder, instead of ARO_DATA

The copy is checked from end to end before it has its name. FILE must not exist yet.
The key file vault.key is not in it: keep a copy of that once, in another place.`,
  run: async (args, io) => {
    const options = { data: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0)
      return misused(io, "Cannot back up: name one file.", "For example: aro backup monday.db");

    const { backUpFolder, dataFolder } = await import("#local/backup");
    const copied = await backUpFolder(dataFolder(values.data), file);
    if (!copied.ok)
      return misused(io, `Cannot back up to "${copied.refusal.path}": it is there already.`);
    const { streams, commits } = copied.value;
    if (io.isJson) document(io, { file, streams, commits });
    else io.out(`${file}: ${commits} commits of ${streams} streams, and every chain is whole.`);
    return exit.ok;
  },
};
