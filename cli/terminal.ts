import { styleText } from "node:util";
import { printable } from "#cli/printable";
import { exit, type Io, type Progress } from "#cli/command";

/** What `Io` needs of a stream; standard output and standard error have it. */
type Stream = { readonly isTTY?: boolean; readonly write: (text: string) => unknown };

type Terminal = {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly isJson: boolean;
  readonly onSignal: (listener: () => void) => void;
  readonly quit: (code: number) => void;
  /** Milliseconds that only grow. */
  readonly nowMs: () => number;
};

const redrawMs = 100;
const lineEveryMs = 5_000;
const barCells = 24;

/**
 * The person at the terminal. A watching person sees a bar that writes over itself; a log gets a line every
 * few seconds. Ctrl-C ends the program at once, unless the command wants to end by itself.
 */
export const terminal = (parts: Terminal): Io & { readonly end: () => void } => {
  const { stdout, stderr, isJson } = parts;
  const isTty = stderr.isTTY === true;
  let hasBar = false;
  let shownMs = Number.NEGATIVE_INFINITY;
  let stop: (() => void) | null = null;

  const clear = (): void => {
    if (hasBar) stderr.write("\r\u001B[K");
    hasBar = false;
  };
  parts.onSignal(() => {
    clear();
    if (stop === null) parts.quit(exit.interrupted);
    const ask = stop;
    stop = null;
    ask?.();
  });
  return {
    isJson,
    isTty,
    out: (line) => {
      clear();
      stdout.write(`${printable(line)}\n`);
    },
    err: (line) => {
      clear();
      stderr.write(`${printable(line)}\n`);
    },
    progress: (step) => {
      const now = parts.nowMs();
      if (now - shownMs < (isTty ? redrawMs : lineEveryMs)) return;
      const isFirst = shownMs === Number.NEGATIVE_INFINITY;
      shownMs = now;
      if (isTty) stderr.write(`\r${bar(step)}\u001B[K`);
      else if (!isFirst) stderr.write(`${counted(step)}\n`);
      hasBar = isTty;
    },
    onInterrupt: (ask) => {
      stop = ask;
    },
    end: clear,
  };
};

const counted = ({ what, done, of }: Progress): string =>
  of === null ? `${done} ${what}` : `${done} of ${of} ${what}`;

/** No colours where NO_COLOR says so, and for a terminal that has none: `styleText` asks. */
const bar = (step: Progress): string => {
  if (step.of === null || step.of === 0) return `  ${counted(step)}`;
  const full = Math.round(Math.min(1, step.done / step.of) * barCells);
  const drawn =
    "█".repeat(full) + styleText("dim", "░".repeat(barCells - full), { stream: process.stderr });
  return `  ${drawn} ${counted(step)}`;
};
