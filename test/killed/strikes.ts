import { setTimeout as pause } from "node:timers/promises";
import type { Chance } from "#test/killed/chance";
import type { CarrierPlace } from "#test/killed/world";

/**
 * The moments at which a server may be struck. `any`: so many milliseconds after a step began. The others are
 * met exactly, for whoever strikes is the one whom the server talks to.
 */
export const strikeKinds = [
  "any",
  "acknowledged",
  "asked",
  "accepted",
  "answered",
  "callback",
] as const;
export type StrikeKind = (typeof strikeKinds)[number];

export type Strike = {
  readonly kind: StrikeKind;
  /** At how many such moments it looks on first; of `any`, how many milliseconds. */
  readonly after: number;
  /** Strikes the next start, too, so many milliseconds after it began; `null` leaves it alone. */
  readonly startAfterMs: number | null;
};

/** Most steps and most starts take less. */
const longestStepMs = 40;
const longestStartMs = 900;

const kindsOf = {
  inside: ["any", "any", "acknowledged"],
  outside: strikeKinds,
} as const satisfies Record<CarrierPlace, readonly [StrikeKind, ...StrikeKind[]]>;

export const drawStrike = (chance: Chance, place: CarrierPlace): Strike => {
  const kind = chance.pick<StrikeKind>(kindsOf[place]);
  const after = kind === "any" ? chance.next() * longestStepMs : chance.below(4);
  const startAfterMs = chance.next() < 0.2 ? chance.next() * longestStartMs : null;
  return { kind, after, startAfterMs };
};

/** Holds the strike that is due next, and tells when its moment has come. */
export type Trigger = {
  /** Resolves at the strike's moment, after `act` was called in that very turn of the event loop. */
  readonly armed: (strike: Strike, act: () => void) => Promise<void>;
  readonly noted: (kind: StrikeKind) => void;
  readonly disarm: () => void;
};

export const createTrigger = (): Trigger => {
  let waiting: { readonly kind: StrikeKind; left: number; readonly fire: () => void } | null = null;
  return {
    armed: async ({ kind, after }, act) => {
      if (kind === "any") {
        await pause(after);
        act();
        return;
      }
      await new Promise<void>((resolve) => {
        const fire = (): void => {
          waiting = null;
          act();
          resolve();
        };
        waiting = { kind, left: after, fire };
      });
    },
    noted: (kind) => {
      if (waiting?.kind !== kind) return;
      waiting.left -= 1;
      if (waiting.left < 0) waiting.fire();
    },
    disarm: () => {
      waiting = null;
    },
  };
};
