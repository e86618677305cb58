import { parseArgs } from "node:util";
import { exitCodeFor } from "#local/demo-audit";
import { playDemo } from "#local/demo-play";
import { printed } from "#local/demo-print";
import type { Progress } from "#local/demo-week";
import { whenReaderGoes } from "#local/gone-reader";

const usage = "npm run demo -- [--seed <0 to 999999>] [--json]";

/** `npm run demo` and `aro demo`: 0 when every promise was kept, 2 when one was not, 6 when it was asked wrongly. */
export const demo = async (args: readonly string[]): Promise<number> => {
  const asked = wishFrom(args);
  if (asked === null) {
    process.stderr.write(`aro: That is not how to ask for the demo. Usage: ${usage}\n`);
    return 6;
  }
  process.once("SIGINT", () => process.exit(130)); // Leaving clears the temporary folder.
  const progress = (process.stderr.isTTY ? lineFor : linesFor)(process.stderr);
  const report = await playDemo({ seed: asked.seed, onProgress: progress.show });
  progress.end();
  process.stdout.write(asked.json ? `${JSON.stringify(report, null, 2)}\n` : printed(report));
  return exitCodeFor(report.audit);
};

const wishFrom = (
  args: readonly string[],
): { readonly seed: number; readonly json: boolean } | null => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: "string", default: "1" },
        json: { type: "boolean", default: false },
      },
    });
    return /^\d{1,6}$/.test(values.seed) ? { seed: Number(values.seed), json: values.json } : null;
  } catch {
    return null; // An option that there is not.
  }
};

type Shown = { readonly show: Progress; readonly end: () => void };

/** For people who watch: one line that writes over itself. */
const lineFor = (stream: NodeJS.WriteStream): Shown => ({
  show: ({ day, texts }) => void stream.write(`\r  ${day} … ${texts} texts sent `),
  end: () => void stream.write("\r\u001B[K"),
});

/** For who keeps what was said: a line for each day. */
const linesFor = (stream: NodeJS.WriteStream): Shown => {
  const told = new Set<string>();
  return {
    show: ({ day, texts }) => {
      if (told.has(day)) return;
      told.add(day);
      stream.write(`  ${day} … ${texts} texts sent\n`);
    },
    end: () => {},
  };
};

if (import.meta.main) {
  whenReaderGoes(process.stdout);
  whenReaderGoes(process.stderr);
  process.exitCode = await demo(process.argv.slice(2));
}
