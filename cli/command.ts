import type { ErrorCode } from "#core/kernel/errors";

/** The CLI's word for what became of a command; the numbers are stable, scripts branch on them. */
export const exit = {
  ok: 0,
  failure: 1,
  verificationFailed: 2,
  approvalRequired: 4,
  acceptanceFailed: 5,
  invalidInput: 6,
  unsafeWithoutFlag: 8,
  /** As a shell reports a program that Ctrl-C has ended. */
  interrupted: 130,
} as const;

export type Progress = {
  /** What is being counted, in the plural: `rows`. */
  readonly what: string;
  readonly done: number;
  /** `null` where nobody knows how many there will be. */
  readonly of: number | null;
};

/** All that a command may do to the person at the terminal, or to the program that reads along. */
export type Io = {
  /** The result: a line of standard output. With `--json` it is called once, with one document. */
  readonly out: (line: string) => void;
  /** Everything that is not the result: a line of standard error. */
  readonly err: (line: string) => void;
  /** `--json` was asked for; it is no longer among the arguments. */
  readonly isJson: boolean;
  /** A person watches standard error. */
  readonly isTty: boolean;
  /** Long work says how far it is, as often as it likes. */
  readonly progress: (step: Progress) => void;
  /** The next Ctrl-C asks the command to end by itself; one more ends it. Without this, the first one does. */
  readonly onInterrupt: (stop: () => void) => void;
};

export type Command = {
  /** As it is typed behind `aro`: `import customers`. */
  readonly name: string;
  /** The arguments behind the name, and below them a line for each option. */
  readonly usage: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Answers with the exit code. What `node:util` parseArgs throws is told by whoever called. */
  readonly run: (args: readonly string[], io: Io) => Promise<number>;
};

export type Failure = {
  readonly code: ErrorCode;
  /** What was tried, with what, and what is so instead. */
  readonly message: string;
  /** What to do about it. */
  readonly advice?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly exit?: number;
};

/** Tells a failure, to a person in two lines or to a program as the one envelope, and gives its exit code. */
export const fail = (io: Io, failure: Failure): number => {
  const { code, message, advice, details = {} } = failure;
  if (io.isJson) io.out(JSON.stringify({ error: { code, message, advice, details } }, null, 2));
  io.err(`aro: ${code}: ${message}`);
  if (advice !== undefined) io.err(`     ${advice}`);
  return failure.exit ?? exit.failure;
};

/** What the command line itself has wrong: exit code 6. */
export const misused = (io: Io, message: string, advice?: string): number =>
  fail(io, {
    code: "arguments_invalid",
    message,
    exit: exit.invalidInput,
    ...(advice === undefined ? {} : { advice }),
  });

/** One document for a program that reads along. */
export const document = (io: Io, value: unknown): void => io.out(JSON.stringify(value, null, 2));
