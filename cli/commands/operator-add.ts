import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { type Command, document, exit, fail, misused } from "#cli/command";
import { ask, findServer, serverOptions, serverUsage } from "#cli/server";

export const command: Command = {
  name: "operator add",
  summary: "Add somebody who works here, with their tasks and how they hear of them",
  usage: `NAME --role ROLE [--role ROLE …] [--phone PHONE] [--email ADDRESS] [options]

  NAME            as the others call them
  --role ROLE     whose tasks they do, as the pack names it: front_desk, owner …
  --phone PHONE   where texts go
  --email ADDRESS where e-mails go
  --notify WAY    high=text,medium=text,low=dashboard; also email (default: the dashboard only)
  --quiet HOURS   20:00-07:00: only what cannot wait comes then (default: the business's own)
${serverUsage}`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
    });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0)
      return misused(
        io,
        'Cannot add somebody: give one name, as in aro operator add "Sam Example".',
      );
    if (values.role === undefined)
      return misused(io, "Cannot add somebody without a role: give one with --role.");

    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    const answer = await ask(server.value, {
      method: "POST",
      path: "/v1/operators",
      idempotencyKey: `operator-${randomUUID()}`,
      body: { name, ...told(values) },
    });
    if (!answer.ok) return fail(io, answer.refusal);
    if (io.isJson) document(io, answer.value);
    else io.out(`${name} is on the list.`);
    return exit.ok;
  },
};

const options = {
  ...serverOptions,
  role: { type: "string", multiple: true },
  phone: { type: "string" },
  email: { type: "string" },
  notify: { type: "string" },
  quiet: { type: "string" },
} as const;

type Values = Readonly<Partial<Record<"phone" | "email" | "notify" | "quiet", string>>> & {
  readonly role?: readonly string[];
};

const told = ({ role, phone, email, notify, quiet }: Values) => ({
  roles: role,
  ...(phone !== undefined && { phone }),
  ...(email !== undefined && { email }),
  ...(notify !== undefined && { notify: waysIn(notify) }),
  ...(quiet !== undefined && { quietHours: hoursIn(quiet) }),
});

/** What is misspelled here is refused by the server, which knows the words. */
const waysIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split(",").map((part) => {
      const [priority = "", way = ""] = part.split("=");
      return [priority.trim(), way.trim()];
    }),
  );

const hoursIn = (text: string): { readonly from: string; readonly until: string } => {
  const [from = "", until = ""] = text.split("-");
  return { from: from.trim(), until: until.trim() };
};
