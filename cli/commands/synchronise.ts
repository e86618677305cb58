import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Command, fail, misused } from "#cli/command";
import { serverOptions, serverUsage } from "#cli/server";
import { synchronised, type SynchroniseWish } from "#cli/synchronise-source";
import { outcomeOf, type System, systems } from "#cli/synchronise-words";
import { nearest } from "#cli/nearest";
import { placeFrom } from "#core/app/synchronise";
import { ok, type Result, refuse } from "#core/kernel/result";
import { type Instant, instantFrom } from "#core/kernel/time";

export const command: Command = {
  name: "synchronise",
  summary: "Take the bookings that a booking system has had since before",
  usage: `--system calendly|calcom|acuity|square [--from INSTANT] [--to INSTANT]
       [--dry-run] [--after PLACE] [--url URL --token TOKEN] [--data FOLDER] [--json]

  --system NAME   which booking system is asked
  --from INSTANT  only bookings that begin from here on, such as 2026-03-03T15:00:00Z; from now where nothing is said
  --to INSTANT    only bookings that begin before this
  --dry-run       says what would happen, and writes nothing
  --after PLACE   goes on where an earlier run stopped
${serverUsage}

Talks to the server if one runs, else opens the data folder itself. Again it changes nothing.
More: docs/guides/synchronise-bookings.md`,
  run: async (args, io) => {
    const { values } = parseArgs({ args: [...args], options });
    const wish = wishFrom(values);
    if (!wish.ok) return misused(io, ...wish.refusal);
    let isStopped = false;
    io.onInterrupt(() => {
      isStopped = true;
      io.err("Stopping after the page that is under way. Once more to stop at once.");
    });
    const done = await synchronised(values, wish.value, {
      pause: (ms) => {
        if (ms > 2_000) io.err(`It is busy: waiting ${Math.ceil(ms / 1000)} s …`);
        return sleep(ms);
      },
      onProgress: ({ seen }) => io.progress({ what: "bookings", done: seen, of: null }),
      isStopped: () => isStopped,
    });
    return done.ok ? outcomeOf(io, wish.value, done.value) : fail(io, done.refusal);
  },
};

const options = {
  system: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  "dry-run": { type: "boolean", default: false },
  after: { type: "string" },
  ...serverOptions,
} as const;

type Values = {
  readonly [K in "system" | "from" | "to" | "after" | "url" | "token" | "data"]?:
    | string
    | undefined;
} & { readonly "dry-run": boolean };

const wishFrom = (values: Values): Result<SynchroniseWish, Misuse> => {
  const system = systemFrom(values.system ?? "");
  if (!system.ok) return system;
  const between = betweenFrom(values);
  if (!between.ok) return between;
  const { after = null, "dry-run": isDryRun } = values;
  if (after !== null && placeFrom(after) === null)
    return refuse([`Cannot use --after "${after}".`, "It is what a run that stopped has named."]);
  return ok({ system: system.value, ...between.value, isDryRun, after });
};

/** What is wrong, and what to do about it. */
type Misuse = readonly [message: string, advice: string];

const systemFrom = (name: string): Result<System, Misuse> => {
  const known = systems.find((one) => one === name);
  if (known !== undefined) return ok(known);
  const meant = nearest(name, systems);
  const advice = meant === null ? "For example: --system calendly" : `Did you mean "${meant}"?`;
  const why =
    name === ""
      ? "Cannot synchronise: say with which, by --system"
      : `Cannot use --system "${name}"`;
  return refuse([`${why}: there is ${systems.join(", ")}.`, advice]);
};

const betweenFrom = (
  values: Values,
): Result<{ readonly from: Instant | undefined; readonly to: Instant | undefined }, Misuse> => {
  const from = momentFrom("from", values.from);
  if (!from.ok) return from;
  const to = momentFrom("to", values.to);
  if (!to.ok) return to;
  return (from.value ?? "") < (to.value ?? "~")
    ? ok({ from: from.value, to: to.value })
    : refuse(["Cannot synchronise: --to is not after --from.", "Nothing lies between them."]);
};

const momentFrom = (
  option: "from" | "to",
  text: string | undefined,
): Result<Instant | undefined, Misuse> => {
  const at = text === undefined ? undefined : instantFrom(text);
  return at === null
    ? refuse([
        `Cannot use --${option} "${text}": it is no instant.`,
        "For example: 2026-03-03T15:00:00Z",
      ])
    : ok(at);
};
