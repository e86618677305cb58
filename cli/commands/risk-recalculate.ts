import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { type Command, document, exit, fail, type Io, misused } from "#cli/command";
import { ask, findServer, type Server, serverOptions, serverUsage } from "#cli/server";

export const command: Command = {
  name: "risk recalculate",
  summary: "Work the risk of all customers out anew, or of one",
  usage: `[--customer ID] [--url URL --token TOKEN] [--data FOLDER] [--json]

  --customer ID   only this customer, and show what the score is made of
${serverUsage}`,
  run: async (args, io) => {
    const options = { ...serverOptions, customer: { type: "string" } } as const;
    const { values } = parseArgs({ args: [...args], options });
    const { customer } = values;
    if (customer !== undefined && !/^[0-9a-f]{32}$/.test(customer))
      return misused(io, `Cannot use --customer "${customer}": an id has 32 hexadecimal digits.`);

    const server = findServer(values);
    if (!server.ok) return fail(io, server.refusal);
    return customer === undefined ? all(server.value, io) : one(server.value, io, customer);
  },
};

/** So many at a time: the server answers requests in between, and the person sees how far it is. */
const atOnce = 500;

type Done = { readonly looked: number; readonly changed: number; readonly next: string | null };

const all = async (server: Server, io: Io): Promise<number> => {
  const name = randomUUID();
  let [looked, changed] = [0, 0];
  for (let after: string | null = null, page = 0; page === 0 || after !== null; page += 1) {
    const answer = await ask(server, {
      method: "POST",
      path: "/v1/risk/recalculate",
      idempotencyKey: `risk-${name}-${page}`,
      body: { limit: atOnce, ...(after !== null && { after }) },
    });
    if (!answer.ok) return fail(io, answer.refusal);
    const done = answer.value as Done;
    looked += done.looked;
    changed += done.changed;
    after = done.next;
    io.progress({ what: "customers", done: looked, of: null });
  }
  if (io.isJson) document(io, { looked, changed });
  else
    io.out(`${looked} ${looked === 1 ? "customer" : "customers"} looked at, ${changed} changed.`);
  return exit.ok;
};

type Shown = {
  readonly risk: {
    readonly score: number;
    readonly level: string;
    readonly terms: readonly {
      readonly name: string;
      readonly points: number;
      readonly inputs: Readonly<Record<string, number | boolean>>;
    }[];
  };
};

const one = async (server: Server, io: Io, customer: string): Promise<number> => {
  const path = `/v1/customers/${customer}`;
  const idempotencyKey = `risk-${randomUUID()}`;
  const assess = { method: "POST", path: `${path}/risk`, idempotencyKey, body: {} } as const;
  const assessed = await ask(server, assess);
  if (!assessed.ok) return fail(io, assessed.refusal);
  const answer = await ask(server, { path });
  if (!answer.ok) return fail(io, answer.refusal);

  const isChanged = (assessed.value as { readonly outcome: string }).outcome === "committed";
  const { risk } = answer.value as Shown;
  if (io.isJson) document(io, { customer, isChanged, ...risk });
  else show(io, risk, isChanged);
  return exit.ok;
};

const show = (io: Io, { score, level, terms }: Shown["risk"], isChanged: boolean): void => {
  io.out(`${score} of 100, ${level}${isChanged ? "; it was another before" : ""}`);
  for (const { name, points, inputs } of terms) {
    const counted = Object.entries(inputs).map(([input, value]) => `${input} ${value}`);
    io.out(`  ${name.padEnd(12)} ${String(points).padStart(6)}   ${counted.join(", ")}`);
  }
};
