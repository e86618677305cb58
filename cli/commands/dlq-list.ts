import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Io } from "#cli/command";
import { ask, findServer, serverOptions, serverUsage } from "#cli/server";

export const command: Command = {
  name: "dlq list",
  summary: "List what was put aside because nobody could work it off",
  usage: `[--url URL --token TOKEN] [--data FOLDER] [--json]

${serverUsage}`,
  run: async (args, io) => {
    const { values } = parseArgs({ args: [...args], options: serverOptions });
    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    const answer = await ask(server.value, { path: "/v1/dead-letters" });
    if (!answer.ok) return fail(io, answer.refusal);
    if (io.isJson) document(io, answer.value);
    else show(io, answer.value as Shown);
    return exit.ok;
  },
};

type Shown = {
  readonly deadLetters: readonly {
    readonly id: string;
    readonly queue: string;
    readonly attempts: number;
    readonly why: string;
  }[];
};

const show = (io: Io, { deadLetters }: Shown): void => {
  if (deadLetters.length === 0) io.out("Nothing was put aside.");
  for (const { id, queue, attempts, why } of deadLetters)
    io.out(`${id}   ${queue}   after ${attempts} attempts: ${why}`);
};
