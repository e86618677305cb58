import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Io, misused } from "#cli/command";
import { ask, findServer, serverOptions, serverUsage } from "#cli/server";

export const command: Command = {
  name: "appointment show",
  summary: "Show an appointment: what happened and why, and what is planned",
  usage: `ID [--url URL --token TOKEN] [--data FOLDER] [--json]

  ID              as the list and the page of the day name it
${serverUsage}`,
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: serverOptions,
      allowPositionals: true,
    });
    const [id, ...more] = positionals;
    if (id === undefined || more.length > 0)
      return misused(io, "Cannot show an appointment: give one id.", "Pages and lists name it.");

    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    const answer = await ask(server.value, { path: `/v1/appointments/${encodeURIComponent(id)}` });
    if (!answer.ok) return fail(io, answer.refusal);
    if (io.isJson) document(io, answer.value);
    else show(io, answer.value as Shown);
    return exit.ok;
  },
};

type Told = {
  readonly at: string;
  readonly title: string;
  readonly why: string | null;
  /** Words that were sent or received; what is planned has none yet. */
  readonly quote?: string | null;
};

type Shown = {
  readonly appointment: {
    readonly id: string;
    readonly status: string;
    readonly start: string;
    readonly end: string;
    readonly zone: string;
    readonly customer: string;
    readonly contact: { readonly name: string | null };
  };
  readonly customer: { readonly optedOut: boolean };
  readonly happened: readonly (Told & { readonly isMinor: boolean })[];
  readonly planned: readonly Told[];
};

const show = (io: Io, { appointment, customer, happened, planned }: Shown): void => {
  const { id, status, start, end, zone, contact } = appointment;
  const standing = customer.optedOut ? " (no texts: opted out)" : "";
  io.out(`${contact.name ?? "(no name)"}   ${status}`);
  io.out(`  ${start} to ${end}, ${zone}`);
  io.out(`  appointment ${id}`);
  io.out(`  customer    ${appointment.customer}${standing}\n`);
  for (const told of happened) if (!told.isMinor) tell(io, told);
  if (planned.length > 0) io.out("\nPlanned:");
  for (const told of planned) tell(io, told);
};

const indent = " ".repeat(26);

const tell = (io: Io, { at, title, why, quote }: Told): void => {
  io.out(`${at}  ${title}`);
  if (why !== null) io.out(`${indent}${why}`);
  for (const line of quote?.split("\n") ?? []) io.out(`${indent}| ${line}`);
};
