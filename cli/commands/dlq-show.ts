import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Io, misused } from "#cli/command";
import { archivedWords, isLetterId, type Letter } from "#cli/dead-letters";
import { ask, findServer, serverOptions, serverUsage } from "#cli/server";

export const command: Command = {
  name: "dlq show",
  summary: "Show one thing that was put aside: what it is about, and why",
  usage: `ID [--url URL --token TOKEN] [--data FOLDER] [--json]

  ID              as aro dlq list shows it
${serverUsage}`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: serverOptions,
      allowPositionals: true,
    });
    const [id = "", ...more] = positionals;
    if (!isLetterId(id) || more.length > 0)
      return misused(io, "Cannot show it: give one id; aro dlq list shows them.");

    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    const answer = await ask(server.value, { path: `/v1/dead-letters/${id}` });
    if (!answer.ok) return fail(io, answer.refusal);
    if (io.isJson) document(io, answer.value);
    else show(io, (answer.value as { readonly deadLetter: Letter }).deadLetter);
    return exit.ok;
  },
};

const show = (io: Io, letter: Letter): void => {
  const { id, queue, attempts, why, body, archived } = letter;
  io.out(`${id}   ${queue}`);
  io.out(`  after ${attempts} attempts: ${why}`);
  if (archived !== null) io.out(`  ${archivedWords(letter)}`);
  for (const [name, value] of Object.entries(body ?? {})) io.out(`  ${name}: ${String(value)}`);
};
