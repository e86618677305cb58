import { parseArgs } from "node:util";
import { type Command, document, exit, fail } from "#cli/command";

export const command: Command = {
  name: "start",
  summary: "Start the server, as npm start does",
  usage: `[--json]

Every setting is a variable of the environment or of a file .env: docs/operating/configuration.md.
With --json it says once, when it runs, where.`,
  run: async (args, io) => {
    parseArgs({ args: [...args], options: {} });
    const { start } = await import("#local/main");
    if (io.isJson)
      await start(
        ({ baseUrl, sandboxFile }) => document(io, { baseUrl, sandboxFile }),
        (failed) => fail(io, failed),
      );
    else await start();
    return exit.ok; // What went wrong has said so, and has set the exit code.
  },
};
