import type { Io, Progress } from "#cli/command";

/** A terminal that remembers. */
type MemoryIo = Io & {
  readonly said: string[];
  readonly complained: string[];
  readonly steps: Progress[];
  /** As Ctrl-C would, to a command that ends by itself. */
  readonly interrupt: () => void;
};

export const memoryIo = (isJson = false): MemoryIo => {
  const said: string[] = [];
  const complained: string[] = [];
  const steps: Progress[] = [];
  let stop = (): void => {};
  return {
    said,
    complained,
    steps,
    isJson,
    isTty: false,
    out: (line) => void said.push(line),
    err: (line) => void complained.push(line),
    progress: (step) => void steps.push(step),
    onInterrupt: (ask) => {
      stop = ask;
    },
    interrupt: () => stop(),
  };
};
