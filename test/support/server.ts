import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export type SandboxFile = {
  readonly baseUrl: string;
  readonly apiToken: string;
  readonly endpoints: {
    readonly calendly: { readonly url: string; readonly signingSecret: string };
    readonly twilio: { readonly inboundUrl: string; readonly authToken: string };
  };
};

export type PhoneText = {
  readonly direction: "outbound" | "inbound";
  readonly body: string;
  readonly at: string;
};

/** A server in a process of its own, as `npm start` would start it; spoken to over HTTP only. */
export type Server = {
  readonly baseUrl: string;
  readonly process: ChildProcess;
  readonly sandbox: () => SandboxFile;
  /** Standard output and standard error so far. */
  readonly printed: () => { readonly out: string; readonly err: string };
  readonly post: (path: string, body: unknown) => Promise<Response>;
  readonly texts: (phone: string) => Promise<readonly PhoneText[]>;
  /** As a power cut would end it. */
  readonly kill: () => Promise<void>;
  /** As Ctrl-C would; answers with the exit code. */
  readonly stop: () => Promise<number | null>;
};

type Variables = Readonly<Record<string, string>>;

/** Starts the program and waits until it says where to click. Rejects where it exits instead. */
export const startServer = async (folder: string, variables: Variables = {}): Promise<Server> => {
  const run = spawned({ ARO_DATA: folder, PORT: "0", ...variables });
  const baseUrl = await Promise.race([addressIn(run), failureOf(run)]);
  const post = async (path: string, body: unknown): Promise<Response> =>
    fetch(`${baseUrl}${path}`, { method: "POST", body: JSON.stringify(body) });
  return {
    baseUrl,
    process: run.child,
    printed: run.printed,
    post,
    sandbox: () => JSON.parse(readFileSync(join(folder, "sandbox.json"), "utf8")) as SandboxFile,
    texts: async (phone) => {
      const response = await fetch(`${baseUrl}/sandbox/phone/${phone}`);
      const { messages } = (await response.json()) as { readonly messages: readonly PhoneText[] };
      return messages;
    },
    kill: async () => {
      run.child.kill("SIGKILL");
      await run.closed;
    },
    stop: async () => {
      run.child.kill("SIGTERM");
      await run.closed;
      return run.child.exitCode;
    },
  };
};

type Ended = { readonly code: number | null; readonly out: string; readonly err: string };

/** Runs the program to its end, which is to come soon. `program` is another copy of it. */
export const runToEnd = async (
  variables: Variables,
  program = join(root, "local", "main.ts"),
): Promise<Ended> => {
  const run = spawned(variables, program);
  const patience = setTimeout(() => run.child.kill("SIGKILL"), 60_000);
  await run.closed;
  clearTimeout(patience);
  return { code: run.child.exitCode, ...run.printed() };
};

type Run = {
  readonly child: ChildProcess;
  readonly closed: Promise<unknown>;
  readonly printed: () => { readonly out: string; readonly err: string };
};

/** Nothing of this machine's settings reaches it: no `.env`, no variable but the given. */
const spawned = (variables: Variables, program = join(root, "local", "main.ts")): Run => {
  const child = spawn(process.execPath, [program], {
    cwd: "/",
    env: { PATH: process.env["PATH"], ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  return { child, closed: once(child, "close"), printed: () => ({ out, err }) };
};

const addressIn = async ({ child, printed }: Run): Promise<string> => {
  for (;;) {
    const [, address] = /ARO is running at (\S+)[^]*\n\n$/.exec(printed().out) ?? [];
    if (address !== undefined) return address;
    if (child.stdout === null) throw new Error("Cannot read what the server prints");
    await once(child.stdout, "data");
  }
};

const failureOf = async ({ closed, printed }: Run): Promise<never> => {
  await closed;
  throw new Error(`The server has ended instead of starting: ${printed().err}`);
};
