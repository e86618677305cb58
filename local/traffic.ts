/** How busy the front door is. Whoever works in the background asks, and lets requests go first. */
export type Traffic = {
  readonly noteRequest: () => void;
  readonly isBusy: () => boolean;
  /** How many things the pump may take on before it lets the event loop turn to requests again. */
  readonly slice: () => number;
};

const windowMs = 100;
/** One request in twenty milliseconds is already a burst of webhooks, not a person clicking. */
const busyAbove = 5;
const whileBusy = 16;
const whileQuiet = 256;

/**
 * The process has one thread. A large slice of background work shares its commits, and so gets more done;
 * a small one lets a webhook be answered in milliseconds. A burst of requests makes slices small.
 */
export const createTraffic = (nowMs: () => number): Traffic => {
  let windowBegan = nowMs();
  let inWindow = 0;
  let inWindowBefore = 0;

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

  return {
    isBusy,
    noteRequest: () => {
      roll();
      inWindow += 1;
    },
    slice: () => (isBusy() ? whileBusy : whileQuiet),
  };
};
