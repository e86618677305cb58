import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

type Io = {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly isJson: boolean;
};

type Server = { readonly baseUrl: string; readonly token: string };

/** `aro risk recalculate`: asks the running server to work risks out anew, and says how far it is. */
export const command = {
  name: "risk recalculate",
  summary: "Work the risk of all customers out anew, or of one",
  usage: `[--customer ID] [--url URL --token TOKEN] [--data FOLDER] [--json]

  --customer ID   only this customer, and show what the score is made of
  --url URL       the server's address, with --token; else the one whose data folder this is
  --token TOKEN   its API token
  --data FOLDER   data folder of the server; .aro where nothing is said`,
  run: async (args: readonly string[], io: Io): Promise<number> => {
    const { values } = parseArgs({ args: [...args], options });
    const { customer } = values;
    if (customer !== undefined && !/^[0-9a-f]{32}$/.test(customer))
      return fail(io, `Cannot use --customer "${customer}": an id has 32 hexadecimal digits.`, 6);
    const server = serverFrom(values);
    if (typeof server === "string") return fail(io, server, 1);
    try {
      return customer === undefined ? await all(server, io) : await one(server, io, customer);
    } catch (error) {
      return fail(io, error instanceof Error ? error.message : String(error), 1);
    }
  },
};

const options = {
  customer: { type: "string" },
  url: { type: "string" },
  token: { type: "string" },
  data: { type: "string" },
} as const;

/** So many at a time: the server answers requests in between, and the person sees how far it is. */
const atOnce = 500;

const all = async (server: Server, io: Io): Promise<number> => {
  const name = randomUUID();
  let [looked, changed] = [0, 0];
  for (let after: string | null = null, page = 0; page === 0 || after !== null; page += 1) {
    const body = { limit: atOnce, ...(after !== null && { after }) };
    const done = (await ask(server, "POST /v1/risk/recalculate", {
      key: `risk-${name}-${page}`,
      body,
    })) as { readonly looked: number; readonly changed: number; readonly next: string | null };
    looked += done.looked;
    changed += done.changed;
    after = done.next;
    if (after !== null) io.err(`${looked} customers so far, ${changed} changed …`);
  }
  io.out(
    io.isJson
      ? JSON.stringify({ looked, changed }, null, 2)
      : `${looked} ${looked === 1 ? "customer" : "customers"} looked at, ${changed} changed.`,
  );
  return 0;
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
  const key = `risk-${randomUUID()}`;
  const path = `/v1/customers/${customer}`;
  const { outcome } = (await ask(server, `POST ${path}/risk`, { key, body: {} })) as {
    readonly outcome: string;
  };
  const { risk } = (await ask(server, `GET ${path}`)) as Shown;
  const isChanged = outcome === "committed";
  if (io.isJson) io.out(JSON.stringify({ customer, isChanged, ...risk }, null, 2));
  else {
    io.out(`${risk.score} of 100, ${risk.level}${isChanged ? "; it was another before" : ""}`);
    for (const { name, points, inputs } of risk.terms) {
      const counted = Object.entries(inputs).map(([input, value]) => `${input} ${value}`);
      io.out(`  ${name.padEnd(12)} ${String(points).padStart(6)}   ${counted.join(", ")}`);
    }
  }
  return 0;
};

type Said = { readonly [Name in "url" | "token" | "data"]?: string | undefined };

/** Where the server is: as was said, else by the file that it has left in its data folder. */
const serverFrom = ({ url, token, data }: Said): Server | string => {
  if (url !== undefined && token !== undefined) return { baseUrl: url.replace(/\/+$/, ""), token };
  if (url !== undefined) return `Cannot ask "${url}" without --token.`;
  const path = join(data ?? ".aro", "sandbox.json");
  try {
    const { baseUrl, apiToken } = JSON.parse(readFileSync(path, "utf8")) as {
      readonly baseUrl: string;
      readonly apiToken: string;
    };
    return { baseUrl, token: token ?? apiToken };
  } catch {
    return `Cannot find a server: "${path}" is not there, or cannot be read. Name it with --data, or with --url and --token.`;
  }
};

type Wish = { readonly key: string; readonly body: object };

const ask = async (server: Server, question: string, wish?: Wish): Promise<unknown> => {
  const { baseUrl, token } = server;
  const [method = "GET", path = "/"] = question.split(" ");
  const response = await fetch(`${baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(wish && { "idempotency-key": wish.key }) },
    ...(wish && { body: JSON.stringify(wish.body) }),
    signal: AbortSignal.timeout(60_000),
  }).catch((error: unknown) => {
    throw new Error(`Cannot reach ${baseUrl}: is the server running?`, { cause: error });
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok && answer !== null) return answer;
  throw new Error(refusalIn(answer) ?? `Cannot understand ${baseUrl}: status ${response.status}`);
};

const refusalIn = (answer: unknown): string | null => {
  const { error } = (answer ?? {}) as {
    error?: { readonly code: string; readonly message: string };
  };
  return error === undefined ? null : `${error.code}: ${error.message}`;
};

const fail = (io: Io, message: string, code: 1 | 6): number => {
  io.err(`aro: ${message}`);
  return code;
};
