import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { type Command, document, exit, fail, misused } from "#cli/command";
import { ask, findServer, serverOptions, serverUsage } from "#cli/server";

export const command: Command = {
  name: "operator remove",
  summary: "Remove somebody who worked here; their name and phone are erased",
  usage: `ID [--url URL --token TOKEN] [--data FOLDER] [--json]

  ID              as aro operator list shows it
${serverUsage}`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: serverOptions,
      allowPositionals: true,
    });
    const [id = "", ...more] = positionals;
    if (!/^[0-9a-f]{32}$/.test(id) || more.length > 0)
      return misused(io, "Cannot remove somebody: give one id; aro operator list shows them.");

    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    const answer = await ask(server.value, {
      method: "POST",
      path: `/v1/operators/${id}/remove`,
      idempotencyKey: `operator-${randomUUID()}`,
      body: {},
    });
    if (!answer.ok) return fail(io, answer.refusal);
    if (io.isJson) document(io, answer.value);
    else io.out("They are no longer on the list, and their name and phone are erased.");
    return exit.ok;
  },
};
