import { parseArgs } from "node:util";
import type { Command } from "#cli/command";

export const command: Command = {
  name: "demo",
  summary: "Play a clinic's week and count what it was worth",
  usage: `[--seed N] [--json]

  --seed N   another week, from 0 to 999999

Ends with 2 where a promise was not kept.`,
  run: async (args, io) => {
    parseArgs({ args: [...args], options: { seed: { type: "string" } } });
    const { demo } = await import("#local/demo");
    return demo(io.isJson ? [...args, "--json"] : args);
  },
};
