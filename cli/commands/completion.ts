import { parseArgs } from "node:util";
import { type Command, document, exit, misused } from "#cli/command";
import { nearest } from "#cli/nearest";

export const command: Command = {
  name: "completion",
  summary: "Print the completion script of a shell",
  usage: `bash|zsh|fish

  bash   source <(aro completion bash)
  zsh    source <(aro completion zsh)
  fish   aro completion fish | source`,
  run: async (args, io) => {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
    const [shell, ...more] = positionals;
    if (shell === undefined || more.length > 0)
      return misused(io, "Cannot complete: name one shell, bash, zsh or fish.");
    const write = scripts.get(shell);
    if (write === undefined) {
      const meant = nearest(shell, [...scripts.keys()]);
      return misused(
        io,
        `Cannot complete for "${shell}": there is bash, zsh and fish.`,
        ...(meant === null ? [] : [`Did you mean "aro completion ${meant}"?`]),
      );
    }
    const script = write(await words());
    if (io.isJson) document(io, { shell, script });
    else io.out(script);
    return exit.ok;
  },
};

type Words = readonly {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly string[];
  /** What may stand as its first argument, where that is one of a few words. */
  readonly choices: readonly string[];
  /** What may stand behind one of them. */
  readonly seconds: ReadonlyMap<string, readonly string[]>;
}[];

/** The options stand in the usages, so that completion and help cannot differ. */
const words = async (): Promise<Words> => {
  const { table } = await import("#cli/table");
  const { choicesIn, optionsIn, secondChoicesIn } = await import("#cli/help");
  return Promise.all(
    table.map(async ({ name, summary, load }) => {
      const { usage } = (await load()).command;
      const named = { name, usage };
      const choices = choicesIn(named);
      return { name, summary, options: optionsIn(usage), choices, seconds: secondChoicesIn(named) };
    }),
  );
};

/** Each level of a name is offered with what may stand behind it, up to the whole name. */
const levels = (commands: Words): ReadonlyMap<string, string> => {
  const after = new Map<string, Set<string>>();
  for (const { name } of commands)
    for (const [depth, part] of name.split(" ").entries()) {
      const typed = name.split(" ").slice(0, depth).join(" ");
      after.set(typed, (after.get(typed) ?? new Set<string>()).add(part));
    }
  return new Map([...after].map(([typed, next]) => [typed, [...next].join(" ")]));
};

/** Behind a whole name stand its choices and its options; behind a file, or the value of an option, its options. */
const bash = (commands: Words): string => {
  const cases = [
    ...[...levels(commands)].map(([typed, next]) => `    "${typed}") next="${next}" ;;`),
    ...commands.flatMap(({ name, options, choices, seconds }) => [
      `    "${name}") next="${[...choices, ...options].join(" ")}" ;;`,
      ...[...seconds].map(
        ([first, words]) => `    "${name} ${first}") next="${[...words, ...options].join(" ")}" ;;`,
      ),
      `    "${name} "*) next="${options.join(" ")}" ;;`,
    ]),
  ];
  return `# bash completion of aro
_aro() {
  local typed="" next="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) typed="\${typed:+$typed }$word" ;; esac
  done
  case "$typed" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$next" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _aro aro`;
};

const zsh = (commands: Words): string =>
  `#compdef aro\nautoload -Uz bashcompinit && bashcompinit\n${bash(commands)}`;

const fish = (commands: Words): string => {
  const lines = commands.flatMap(({ name, summary, options, choices, seconds }) => {
    const [first = "", second] = name.split(" ");
    const said = quoted(summary);
    const seen = second === undefined ? first : second;
    const named =
      second === undefined
        ? [`complete -c aro -f -n __fish_use_subcommand -a ${first} -d ${said}`]
        : [
            `complete -c aro -f -n __fish_use_subcommand -a ${first}`,
            `complete -c aro -f -n "__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${second}" -a ${second} -d ${said}`,
          ];
    const condition =
      second === undefined
        ? `"__fish_seen_subcommand_from ${first}"`
        : `"__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${seen}"`;
    return [
      ...named,
      ...(choices.length === 0
        ? []
        : [`complete -c aro -f -n ${condition} -a ${quoted(choices.join(" "))}`]),
      ...[...seconds].map(
        ([word, words]) =>
          `complete -c aro -f -n ${condition.slice(0, -1)}; and __fish_seen_subcommand_from ${word}" -a ${quoted(words.join(" "))}`,
      ),
      ...options.map((option) => `complete -c aro -n ${condition} -l ${option.slice(2)}`),
    ];
  });
  return ["# fish completion of aro", ...new Set(lines)].join("\n");
};

const quoted = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

const scripts: ReadonlyMap<string, (commands: Words) => string> = new Map([
  ["bash", bash],
  ["zsh", zsh],
  ["fish", fish],
]);
