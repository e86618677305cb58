import { readFileSync } from "node:fs";
import { join } from "node:path";
import { exit, type Failure } from "#cli/command";
import { type ErrorCode, errorCodes } from "#core/kernel/errors";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { SandboxFile } from "#local/outside-program";
import { readConfiguration } from "#local/variables";

/** A running server, and where we know it from. */
export type Server = { readonly baseUrl: string; readonly token: string; readonly from: string };

/** The options by which a command finds a server, for parseArgs and for its usage. */
export const serverOptions = {
  url: { type: "string" },
  token: { type: "string" },
  data: { type: "string" },
} as const;

export const serverUsage = `  --url URL       the server's address, with --token; else the one whose data folder this is
  --token TOKEN   its API token
  --data FOLDER   data folder of the server, instead of ARO_DATA`;

export type ServerWish = {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly data?: string | undefined;
};

/** Finds the server: by what was said, else by the file that it has left in its data folder. */
export const findServer = (wish: ServerWish): Result<Server, Failure> => {
  const { url, token } = wish;
  if (url === undefined) {
    const found = readSandboxFile(wish);
    if (!found.ok) return found;
    const { baseUrl, apiToken } = found.value.content;
    return ok({ baseUrl, token: token ?? apiToken, from: found.value.path });
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return refuse(invalid(`Cannot use --url "${url}": it is no http or https address.`));
  if (token === undefined)
    return refuse(
      invalid(
        `Cannot ask "${url}" without a token.`,
        "Give it with --token; see docs/reference/http.md.",
      ),
    );
  return ok({ baseUrl: url.replace(/\/+$/, ""), token, from: "--url" });
};

/** What the server has written down for outside programs. */
export const readSandboxFile = (
  wish: ServerWish,
): Result<{ readonly content: SandboxFile; readonly path: string }, Failure> => {
  const folder = dataFolder(wish);
  if (!folder.ok) return folder;
  const path = join(folder.value, "sandbox.json");
  try {
    return ok({ path, content: JSON.parse(readFileSync(path, "utf8")) as SandboxFile });
  } catch {
    return refuse({
      code: "server_unreachable",
      message: `Cannot find a server: "${path}" is not there, or cannot be read.`,
      advice:
        "Start one with npm start, name its folder with --data, or its address with --url and --token.",
    });
  }
};

const dataFolder = ({ data }: ServerWish): Result<string, Failure> => {
  if (data !== undefined) return ok(data);
  const configuration = readConfiguration();
  if (configuration.ok) return ok(configuration.value.ARO_DATA);
  const { variable, why, purpose } = configuration.refusal.details;
  return refuse({ code: "configuration_invalid", message: `${variable} ${why}.`, advice: purpose });
};

export type Question = {
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  /** Under which the server knows a repeated wish again. */
  readonly idempotencyKey?: string;
  /** How long the server may take; half a minute where nothing is said. */
  readonly patienceMs?: number;
};

/** Asks the server's API. Its own refusals keep their code; where nobody answers, it says where it was tried. */
export const ask = async (
  server: Server,
  question: Question,
): Promise<Result<unknown, Failure>> => {
  const { baseUrl, token } = server;
  const { method = "GET", path, body, idempotencyKey } = question;
  return reach(server, `${baseUrl}${path}`, {
    method,
    signal: AbortSignal.timeout(question.patienceMs ?? patienceMs),
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
};

const patienceMs = 30_000;

export const reach = async (
  { from, baseUrl }: Pick<Server, "from" | "baseUrl">,
  ...[url, init]: [string, RequestInit]
): Promise<Result<unknown, Failure>> => {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(patienceMs), ...init });
  } catch (error) {
    return refuse({
      code: "server_unreachable",
      message: `Cannot reach ${baseUrl} (from ${from}): ${reasonIn(error)}.`,
      advice: "Is the server running? npm start starts it; --url names another.",
      details: { url: baseUrl },
    });
  }
  const text = await response.text();
  const answer = jsonIn(text);
  if (response.ok && refusalIn(answer) === null) return ok(answer ?? text);
  return refuse(refusalIn(answer) ?? strange(response.status, baseUrl));
};

const reasonIn = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && "code" in cause) return String(cause.code);
  return error instanceof Error && error.name === "TimeoutError"
    ? "no answer in time"
    : String(error);
};

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

type Envelope = {
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly details: object };
};

const refusalIn = (answer: unknown): Failure | null => {
  const { error } = (answer ?? {}) as Envelope;
  if (error === undefined || !Object.hasOwn(errorCodes, error.code)) return null;
  const isInvalid = ["payload_invalid", "malformed_json", "phone_unparsable"].includes(error.code);
  return {
    code: error.code,
    message: `The server refuses: ${whatIsWrong(error)}`,
    details: { ...error.details },
    advice: `See docs/errors/${error.code}.md.`,
    ...(isInvalid ? { exit: exit.invalidInput } : {}),
  };
};

/** A field that is named says more to whoever typed it than that the body is not as documented. */
const whatIsWrong = ({ message, details }: NonNullable<Envelope["error"]>): string => {
  const { path, why } = details as { readonly path?: string; readonly why?: string };
  return path === undefined || why === undefined ? message : `${path === "" ? "it" : path} ${why}.`;
};

const strange = (status: number, baseUrl: string): Failure => ({
  code: "server_unreachable",
  message: `Cannot understand the answer of ${baseUrl}: status ${status}, and not in ARO's form.`,
  advice: "Is it an ARO server?",
});

const invalid = (message: string, advice?: string): Failure => ({
  code: "arguments_invalid",
  message,
  exit: exit.invalidInput,
  ...(advice === undefined ? {} : { advice }),
});
