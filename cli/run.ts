import { readFileSync } from "node:fs";
import { type Command, document, exit, fail, type Io, misused } from "#cli/command";
import { helpOf, optionsIn, overview } from "#cli/help";
import { nearest } from "#cli/nearest";
import { type Entry, table } from "#cli/table";

/** Finds the command and runs it. `args` are those behind `aro`, without `--json`. */
export const runCli = async (args: readonly string[], io: Io): Promise<number> => {
  const entry = entryFor(args);
  if (entry === null) return withoutCommand(args, io);

  const { command } = await entry.load();
  const rest = args.slice(command.name.split(" ").length);
  if (asksForHelp(rest)) return told(io, helpOf(command));
  try {
    return await command.run(rest, io);
  } catch (error) {
    return failed(io, command, error);
  }
};

/** `--json` and what is behind it in order; behind `--` nothing is an option. */
export const withoutJson = (
  args: readonly string[],
): { readonly args: readonly string[]; readonly isJson: boolean } => {
  const end = args.indexOf("--");
  const isOption = (index: number): boolean => end === -1 || index < end;
  const kept = args.filter((one, index) => !(one === "--json" && isOption(index)));
  return { args: kept, isJson: kept.length < args.length };
};

const entryFor = (args: readonly string[]): Entry | null =>
  table.find(({ name }) => {
    const words = name.split(" ");
    return words.every((word, index) => args[index] === word);
  }) ?? null;

const asksForHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf("--");
  const options = end === -1 ? args : args.slice(0, end);
  return options.includes("--help") || options.includes("-h");
};

const withoutCommand = (args: readonly string[], io: Io): number => {
  const words = args.filter((one) => !one.startsWith("-"));
  const [first = asksForHelp(args) ? "help" : (args[0] ?? "help")] = words;
  const known = aboutAro.get(first);
  if (known !== undefined) return known(io);

  const family = table.filter(({ name }) => name.startsWith(`${first} `));
  return misused(
    io,
    `Cannot run "${words.join(" ") || first}": there is no such command.`,
    family.length > 0
      ? `There is ${family.map(({ name }) => `aro ${name}`).join(", ")}.`
      : meantBy(words.length === 0 ? [first] : words),
  );
};

const meantBy = ([first = "", second = ""]: readonly string[]): string => {
  const names = table.map(({ name }) => name);
  const meant = nearest(`${first} ${second}`, names) ?? nearest(first, names);
  return meant === null ? "aro --help lists the commands." : `Did you mean "aro ${meant}"?`;
};

const told = (io: Io, text: string): number => {
  if (io.isJson) document(io, { help: text });
  else io.out(text);
  return exit.ok;
};

/** A misspelled option is the person's; everything else is the program's, or the machine's. */
const failed = (io: Io, command: Command, error: unknown): number => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  if (code.startsWith("ERR_PARSE_ARGS_")) return misusedOption(io, command, message);
  if (error instanceof Error && ownErrors.includes(error.name))
    return fail(io, { code: code as "data_in_use", message, ...adviceFor(code) });
  return fail(io, { code: "internal", message });
};

/** Errors that the house names itself: their code has a page. */
const ownErrors = ["DataUnusable", "DefinitionInvalid"];

const adviceFor = (code: string): { readonly advice?: string } =>
  code === "data_in_use"
    ? { advice: "Stop the server (Ctrl-C where it runs), run this again, and start it again." }
    : {};

const misusedOption = (io: Io, { name, usage }: Command, message: string): number => {
  const [, option = null] = /'(-[^' ]*)/.exec(message) ?? [];
  const meant = option === null ? null : nearest(option, optionsIn(usage));
  const help = `aro ${name} --help tells how.`;
  const isKnown = meant === null || meant === option;
  const [sentence = message] = message.split(". ");
  return misused(
    io,
    `Cannot run "aro ${name}": ${sentence}.`,
    isKnown ? help : `Did you mean "${meant}"? ${help}`,
  );
};

const toldVersion = (io: Io): number => {
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { readonly version: string };
  if (io.isJson) document(io, { version });
  else io.out(version);
  return exit.ok;
};

const packageFile = new URL("../package.json", import.meta.url);

/** What can be asked of `aro` itself, without a command. */
const aboutAro: ReadonlyMap<string, (io: Io) => number> = new Map([
  ["help", (io) => told(io, overview())],
  ["--version", toldVersion],
  ["-V", toldVersion],
  ["version", toldVersion],
]);
