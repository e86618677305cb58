import { parseArgs } from "node:util";
import { type Command, document, exit, misused } from "#cli/command";

export const command: Command = {
  name: "restore",
  summary: "Put a copy of the database back into a folder that has none",
  usage: `FILE [--key FILE] [--data FOLDER] [--json]

  --key FILE      the copy of vault.key, where it does not lie in the data folder
  --data FOLDER   data folder, instead of ARO_DATA

The server must not be running. Nothing is overwritten: move what is left of the old database away, its
-wal and -shm too. More: docs/operating/embedded-runtime.md`,
  run: async (args, io) => {
    const options = { key: { type: "string" }, data: { type: "string" } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0)
      return misused(io, "Cannot restore: name one file.", "For example: aro restore monday.db");

    const { dataFolder, restoreFolder } = await import("#local/backup");
    const folder = dataFolder(values.data);
    const restored = await restoreFolder(folder, file, values.key);
    if (!restored.ok)
      return misused(
        io,
        `Cannot restore: "${restored.refusal.path}" is there already, and nothing is overwritten.`,
        "Move it away first, and keep it.",
      );
    const { streams, commits } = restored.value;
    if (io.isJson) document(io, { folder, streams, commits });
    else
      io.out(`${folder}: ${commits} commits of ${streams} streams are back. Start the server now.`);
    return exit.ok;
  },
};
