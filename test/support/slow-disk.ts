import { setImmediate as turnOfTheLoop } from "node:timers/promises";

/** A disk that takes its time: each sync ends when the test says so, and how it says so. */
export const createDisk = () => {
  const waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  let turns = 0;
  return {
    sync: () =>
      new Promise<void>((resolve, reject) => {
        turns += 1;
        waiting.push({ resolve, reject });
      }),
    turns: () => turns,
    asked: async (times: number): Promise<void> => {
      while (turns < times) await turnOfTheLoop();
    },
    done: () => waiting.shift()?.resolve(),
    fails: (error: Error) => waiting.shift()?.reject(error),
  };
};

export type Disk = ReturnType<typeof createDisk>;
