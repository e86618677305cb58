import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Failure, type Io, misused } from "#cli/command";
import { ask, findServer, type Server, serverOptions, serverUsage } from "#cli/server";
import { ok, type Result } from "#core/kernel/result";

export const command: Command = {
  name: "dlq replay",
  summary: "Give back what was put aside, to be worked off once more; safe to repeat",
  usage: `ID… | --all [--url URL --token TOKEN] [--data FOLDER] [--json]

  ID              as aro dlq list shows it
  --all           everything that is on that list now
${serverUsage}`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...serverOptions, all: { type: "boolean" } },
      allowPositionals: true,
    });
    const isSaid = values.all === true ? positionals.length === 0 : positionals.length > 0;
    if (!isSaid || !positionals.every((id) => /^\d{1,15}$/.test(id)))
      return misused(io, "Cannot replay: give ids, as aro dlq list shows them, or --all.");

    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    const ids = values.all === true ? await allOf(server.value) : ok(positionals);
    if (!ids.ok) return fail(io, ids.refusal);
    const done = await replayed(server.value, ids.value);
    if (!done.ok) return fail(io, done.refusal);
    show(io, done.value);
    return exit.ok;
  },
};

type Done = { readonly id: string; readonly outcome: string };

/** One after the other: whoever is interrupted asks for the rest again. */
const replayed = async (
  server: Server,
  ids: readonly string[],
): Promise<Result<readonly Done[], Failure>> => {
  const done: Done[] = [];
  for (const id of ids) {
    const path = `/v1/dead-letters/${id}/replay`;
    const answer = await ask(server, { method: "POST", path });
    if (!answer.ok) return answer;
    done.push({ id, outcome: (answer.value as { readonly outcome: string }).outcome });
  }
  return ok(done);
};

const show = (io: Io, done: readonly Done[]): void => {
  if (io.isJson) return document(io, { replayed: done });
  if (done.length === 0) io.out("Nothing was put aside.");
  for (const { id, outcome } of done) io.out(`${id}   ${words[outcome] ?? outcome}`);
};

const words: Readonly<Record<string, string>> = {
  replayed: "given back",
  nothing_new: "is not on the list: it was given back before, or never was there",
};

const allOf = async (server: Server): Promise<Result<readonly string[], Failure>> => {
  const answer = await ask(server, { path: "/v1/dead-letters" });
  if (!answer.ok) return answer;
  const { deadLetters } = answer.value as { deadLetters: readonly { readonly id: string }[] };
  return ok(deadLetters.map(({ id }) => id));
};
