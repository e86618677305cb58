import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Io } from "#cli/command";
import { allLetters, archivedWords, type Letter } from "#cli/dead-letters";
import { findServer, serverOptions, serverUsage } from "#cli/server";

export const command: Command = {
  name: "dlq list",
  summary: "List what was put aside because nobody could work it off",
  usage: `[--archived] [--url URL --token TOKEN] [--data FOLDER] [--json]

  --archived      what somebody has looked at and archived, instead
${serverUsage}`,
  run: async (args, io) => {
    const { values } = parseArgs({
      args: [...args],
      options: { ...serverOptions, archived: { type: "boolean" } },
    });
    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    const letters = await allLetters(server.value, values.archived === true);
    if (!letters.ok) return fail(io, letters.refusal);
    if (io.isJson) document(io, { deadLetters: letters.value });
    else show(io, letters.value, values.archived === true);
    return exit.ok;
  },
};

const show = (io: Io, letters: readonly Letter[], isArchived: boolean): void => {
  if (letters.length === 0) io.out(isArchived ? "Nothing is archived." : "Nothing was put aside.");
  for (const letter of letters) {
    const { id, queue, attempts, why, archived } = letter;
    const seen = archived === null ? "" : `; ${archivedWords(letter)}`;
    io.out(`${id}   ${queue}   after ${attempts} attempts: ${why}${seen}`);
  }
};
