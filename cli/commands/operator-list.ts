import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Io } from "#cli/command";
import { ask, findServer, serverOptions, serverUsage } from "#cli/server";

export const command: Command = {
  name: "operator list",
  summary: "List who works here, who does what, and how they hear of it",
  usage: `[--url URL --token TOKEN] [--data FOLDER] [--json]

${serverUsage}`,
  run: async (args, io) => {
    const { values } = parseArgs({ args: [...args], options: serverOptions });
    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    const answer = await ask(server.value, { path: "/v1/operators" });
    if (!answer.ok) return fail(io, answer.refusal);
    if (io.isJson) document(io, answer.value);
    else show(io, answer.value as Shown);
    return exit.ok;
  },
};

type Shown = {
  readonly operators: readonly {
    readonly operator: string;
    readonly name: string;
    readonly phone: string | null;
    readonly email: string | null;
    readonly roles: readonly string[];
    readonly notify: Readonly<Record<string, string>>;
    readonly quietHours: { readonly from: string; readonly until: string } | null;
    readonly optedOut: boolean;
  }[];
};

const show = (io: Io, { operators }: Shown): void => {
  if (operators.length === 0) io.out("Nobody yet. aro operator add puts somebody on the list.");
  for (const { operator, name, phone, email, roles, notify, quietHours, optedOut } of operators) {
    const ways = ["high", "medium", "low"].map((priority) => `${priority} ${notify[priority]}`);
    io.out(`${name}   ${roles.join(", ")}`);
    io.out(`  id      ${operator}`);
    io.out(`  phone   ${phone ?? "–"}${optedOut ? " (has texted STOP)" : ""}`);
    io.out(`  e-mail  ${email ?? "–"}`);
    io.out(`  hears   ${ways.join(", ")}`);
    if (quietHours !== null) io.out(`  quiet   ${quietHours.from}–${quietHours.until}`);
  }
};
