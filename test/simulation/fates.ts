import type { Dice } from "#test/simulation/chance";
import type { FaultKind } from "#test/simulation/faults";
import type { Fate, Fates } from "#test/simulation/invocation";
import type { World } from "#test/simulation/world";

const kinds: readonly (readonly [FaultKind, Fate])[] = [
  ["effect.fails_before", "failed_before"],
  ["effect.reply_lost", "reply_lost"],
  ["effect.crash_before", "crash_before"],
  ["effect.crash_after", "crash_after"],
  ["effect.late", "late"],
  ["effect.freeze", "frozen"],
  ["effect.slow", "slow"],
  ["host.crash", "host_crash"],
];

/** What becomes of each call, by chance: one roll a call, from dice of that call's own. */
export const drawnFates = (world: World): Fates => {
  const places = new Map<string, { readonly dice: Dice; draws: number }>();
  // Nearly every call just runs: then one comparison says so, and the tenth decimal is left to the exact way.
  const most = kinds.reduce((sum, [kind]) => sum + world.rate(kind), 1e-9);
  return (_, name) => {
    let place = places.get(name);
    if (place === undefined) {
      place = { dice: world.chance.dice(`call ${name}`), draws: 0 };
      places.set(name, place);
    }
    place.draws += 1;
    let rolled = place.dice();
    if (rolled >= most || world.isHealed()) return "run";
    for (const [kind, fate] of kinds) {
      const rate = world.rate(kind);
      if (rolled < rate) return world.lets(kind, `${name}#${place.draws}:${kind}`) ? fate : "run";
      rolled -= rate;
    }
    return "run";
  };
};

/** What becomes of the calls of an exhaustive run: the n-th of all meets its fate, every other one runs. */
export const forcedFates = (
  forced: ReadonlyMap<number, Fate>,
): Fates & { readonly names: string[] } => {
  const names: string[] = [];
  const fates = (_: unknown, name: string): Fate => {
    names.push(name);
    return forced.get(names.length - 1) ?? "run";
  };
  return Object.assign(fates, { names });
};
