import { setImmediate as turnOfTheLoop, setTimeout as sleep } from "node:timers/promises";

/** How busy the front door is. Whoever works in the background asks, and lets requests go first. */
export type Traffic = {
  /** A request has come in; call what it gives once the request has been answered. */
  readonly begin: () => () => void;
  readonly isBusy: () => boolean;
  /** How many things the pump may take on before it lets the event loop turn to requests again. */
  readonly slice: () => number;
  /**
   * Resolves when nobody has waited for an answer for a moment, or the background has waited long enough. Call
   * what it gives once that round of background work is over.
   */
  readonly gap: () => Promise<() => void>;
};

const windowMs = 100;
/** One request in twenty milliseconds is already a burst of webhooks, not a person clicking. */
const busyAbove = 5;
const mostWhileBusy = 8;
const whileQuiet = 64;
/** What a request may have to wait for a round that began just before it came. */
const longRoundMs = 6;
/** Clients that answer one answer with the next request leave no gap as long as this. */
const quietMs = 1;
/** A door that never gets quiet must not stop the texts: five slices a second go on whatever comes. */
const longestWaitMs = 200;

/**
 * The process has one thread. A large slice of background work shares its commits, and so gets more done;
 * a small one lets a webhook be answered in milliseconds. A burst of requests makes slices small, and has
 * them wait for the gaps between requests. How small, the rounds themselves tell: one that took long halves
 * the next, one that did not lets it grow by one.
 */
export const createTraffic = (nowMs: () => number): Traffic => {
  let windowBegan = nowMs();
  let inWindow = 0;
  let inWindowBefore = 0;
  let inFlight = 0;
  let begun = 0;
  let whileBusy = mostWhileBusy;

  const roll = (): void => {
    const passed = nowMs() - windowBegan;
    if (passed < windowMs) return;
    inWindowBefore = passed < 2 * windowMs ? inWindow : 0;
    inWindow = 0;
    windowBegan = nowMs();
  };

  const isBusy = (): boolean => {
    roll();
    return Math.max(inWindow, inWindowBefore) > busyAbove;
  };

  const end = (): void => {
    inFlight -= 1;
  };

  /** What stands in the sockets is read after the timers: a gap is one only if nothing comes in then either. */
  const isQuiet = async (): Promise<boolean> => {
    const before = begun;
    if (inFlight > 0) return false;
    await sleep(quietMs);
    await turnOfTheLoop();
    return inFlight === 0 && begun === before;
  };

  const learnFrom = (tookMs: number): void => {
    whileBusy =
      tookMs > longRoundMs ? Math.max(1, whileBusy >> 1) : Math.min(mostWhileBusy, whileBusy + 1);
  };

  return {
    isBusy,
    begin: () => {
      roll();
      inWindow += 1;
      inFlight += 1;
      begun += 1;
      return end;
    },
    slice: () => (isBusy() ? whileBusy : whileQuiet),
    gap: async () => {
      const until = nowMs() + longestWaitMs;
      while (isBusy() && nowMs() < until && !(await isQuiet())) await sleep(quietMs);
      const began = nowMs();
      return () => {
        if (isBusy()) learnFrom(nowMs() - began);
      };
    },
  };
};
