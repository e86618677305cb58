import { parseArgs } from "node:util";
import { type Command, misused } from "#cli/command";

export const command: Command = {
  name: "demo",
  summary: "Play a clinic's week and count what it was worth",
  usage: `[--seed N] [--json]

  --seed N   another week, from 0 to 999999

Ends with 2 where a promise was not kept.`,
  run: async (args, io) => {
    const { values } = parseArgs({ args: [...args], options: { seed: { type: "string" } } });
    const { seed = "1" } = values;
    if (!/^\d{1,6}$/.test(seed))
      return misused(io, `Cannot use --seed "${seed}": it is a number from 0 to 999999.`);
    const { demo } = await import("#local/demo");
    return demo(io.isJson ? [...args, "--json"] : args);
  },
};
