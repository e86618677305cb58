import { parseArgs } from "node:util";
import type { On } from "#test/simulation/faults";

export const usage = `npm run simulate -- [--seeds N] [--from S] [--faults 1x|3x|both] [--on ports|aws] [--workers N] [--json]
  --replay SEED             one seed's story
  --shrink SEED             the shortest story that still goes wrong; --save NAME keeps it as a regression
  --crash-points [--pairs]  every effect × outcome of the golden scenarios
  --power                   the mistakes made on purpose
Where nothing is said: 2000 seeds from 1 on, half of them at 1x and half at 3x, by two workers.`;

/** Throws what cannot be understood of it. */
export const saidOn = (line: readonly string[]) => {
  const { values } = parseArgs({
    args: [...line],
    options: {
      help: { type: "boolean", short: "h", default: false },
      seeds: { type: "string", default: "2000" },
      from: { type: "string", default: "1" },
      faults: { type: "string", default: "both" },
      on: { type: "string", default: "ports" },
      json: { type: "boolean", default: false },
      replay: { type: "string" },
      shrink: { type: "string" },
      save: { type: "string" },
      "crash-points": { type: "boolean", default: false },
      pairs: { type: "boolean", default: false },
      power: { type: "boolean", default: false },
      workers: { type: "string", default: "2" },
      worker: { type: "string" },
    },
  });
  refuseMixture(values);
  for (const name of ["replay", "shrink"] as const)
    if (values[name] !== undefined) wholeIn(`--${name}`, values[name]);
  return { ...values, ...wishesFrom(values) };
};

/** What was asked for on the command line, as numbers and words that mean something. */
export type Wishes = {
  readonly seeds: number;
  readonly from: number;
  readonly workers: number;
  readonly factors: readonly number[];
  readonly on: On;
};

type Said = Readonly<Record<"seeds" | "from" | "workers" | "faults" | "on", string>>;

const factorsOf: Readonly<Record<string, readonly number[]>> = {
  "1x": [1],
  "3x": [3],
  both: [1, 3],
};

/** Each is a process with half a gigabyte of its own. */
const mostWorkers = 64;

/**
 * Refuses what it does not understand: a seed that is no number would be the same world again and again, and a factor
 * that there is none of would quietly be another one.
 */
export const wishesFrom = (said: Said): Wishes => {
  const factors = factorsOf[said.faults];
  if (factors === undefined)
    throw new Error(`Cannot tell what --faults ${said.faults} means: 1x, 3x or both`);
  if (said.on !== "ports" && said.on !== "aws")
    throw new Error(`Cannot tell what --on ${said.on} means: ports or aws`);
  const workers = wholeIn("--workers", said.workers);
  if (workers > mostWorkers)
    throw new Error(`Cannot start ${workers} processes with --workers: ${mostWorkers} at most`);
  return {
    seeds: wholeIn("--seeds", said.seeds),
    from: wholeIn("--from", said.from),
    // Each worker has one factor.
    workers: Math.max(workers, factors.length),
    factors,
    on: said.on,
  };
};

type Mixed = {
  readonly replay?: string | undefined;
  readonly shrink?: string | undefined;
  readonly save?: string | undefined;
  readonly pairs: boolean;
  readonly power: boolean;
  readonly "crash-points": boolean;
};

/** What was asked for besides, and would not be done: whoever asked would take a campaign's green for its own. */
export const refuseMixture = (said: Mixed): void => {
  const { replay, shrink, save, pairs, power, "crash-points": points } = said;
  const runs = {
    "--replay": replay !== undefined,
    "--shrink": shrink !== undefined,
    "--crash-points": points,
    "--power": power,
  };
  const asked = Object.entries(runs).flatMap(([name, is]) => (is ? [name] : []));
  if (asked.length > 1) throw new Error(`Cannot do both of these at once: ${asked.join(" and ")}`);
  if (pairs && !points) throw new Error("Cannot tell what --pairs is of without --crash-points");
  if (save === undefined) return;
  if (shrink === undefined) throw new Error("Cannot tell what to --save without --shrink");
  if (!/^[a-z0-9-]+$/.test(save))
    throw new Error(`Cannot name a story --save ${save}: a-z, 0-9, -`);
};

export const wholeIn = (name: string, text: string): number => {
  if (!/^[0-9]{1,15}$/.test(text)) throw new Error(`Cannot read a whole number in ${name} ${text}`);
  return Number(text);
};
