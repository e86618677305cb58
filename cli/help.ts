import type { Command } from "#cli/command";
import { table } from "#cli/table";

/** What there is, in one screen. */
export const overview = (): string => {
  const width = Math.max(...table.map(({ name }) => name.length));
  return [
    "ARO, the Appointment Revenue Optimizer",
    "",
    "Usage: aro <command> [--json] [--help]",
    "",
    ...table.map(({ name, summary }) => `  ${name.padEnd(width)}   ${summary}`),
    "",
    "Each command has a help of its own: aro import customers --help",
    "aro --version prints the version.",
    "Exit codes: 0 ok, 1 failure, 2 verification failed, 4 approval required,",
    "            5 acceptance failed, 6 invalid input, 8 unsafe without its flag",
  ].join("\n");
};

export const helpOf = ({ name, summary, usage }: Command): string => {
  const [first = "", ...rest] = usage.split("\n");
  return [`${summary}.`, "", `Usage: aro ${name} ${first}`.trimEnd(), ...rest].join("\n");
};

/** The options that a usage names, for completion and for whoever has misspelled one. */
export const optionsIn = (usage: string): readonly string[] => [
  ...new Set(["--json", "--help", ...(usage.match(/--[a-z][a-z-]*/g) ?? [])]),
];

/** The words that a usage knows for the first argument: `bash|zsh|fish`, or one a line. A FILE is none. */
export const choicesIn = (command: Named): readonly string[] => [
  ...new Set(formsIn(command).flatMap(([first]) => wordsIn(first))),
];

/** Those that it knows for the second, behind each first one that has any. */
export const secondChoicesIn = (command: Named): ReadonlyMap<string, readonly string[]> =>
  new Map(
    formsIn(command).flatMap(([first, second]) => {
      const words = wordsIn(second);
      return words.length === 0 ? [] : wordsIn(first).map((word) => [word, words] as const);
    }),
  );

type Named = Pick<Command, "name" | "usage">;

/** The arguments of each form, one word each. */
const formsIn = ({ name, usage }: Named): readonly (readonly string[])[] => {
  const [first = "", ...rest] = usage.split("\n");
  const start = `aro ${name} `;
  const forms = rest.map((line) => line.trim()).filter((line) => line.startsWith(start));
  return [first, ...forms.map((form) => form.slice(start.length))].map((form) => form.split(" "));
};

const wordsIn = (argument = ""): readonly string[] =>
  /^[a-z][a-z|-]*$/.test(argument) ? argument.split("|") : [];
