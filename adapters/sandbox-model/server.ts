import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { bodyOfFault, type ModelFault, statusOfFault } from "#adapters/sandbox-model/faults";

export type SandboxModel = {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Every question as it arrived, oldest first. */
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
};

export type Asked = {
  readonly path: string;
  readonly authorization: string | null;
  readonly body: unknown;
};

/** What it says next: a fault, and the words that stand where a model's answer stands. */
export type Script = (asked: Asked, number: number) => { fault?: ModelFault; says?: string };

type Settings = {
  readonly script: Script;
  /** `http2` (without TLS) is what Amazon's SDK speaks to Bedrock. */
  readonly protocol?: "http1" | "http2";
  readonly slowMs?: number;
};

/**
 * A language model on this machine that says what a script tells it to, in the formats of OpenAI's chat
 * completions and of Bedrock's Converse, over real HTTP. It understands nothing: it is there so that every
 * way in which a model can answer, or not answer, can be tried.
 */
export const startSandboxModel = async (settings: Settings): Promise<SandboxModel> => {
  const asked: Asked[] = [];
  const connections = new Set<{ destroy: () => void }>();
  const hangUp = (): void => {
    for (const connection of connections) connection.destroy();
    connections.clear();
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const question = await questionIn(request);
    asked.push(question);
    const { fault = "none", says = "" } = settings.script(question, asked.length);
    if (fault === "reset") return hangUp();
    if (fault === "slow") await sleep(settings.slowMs ?? 10_000, undefined, { ref: false });
    respond(response, fault, spoken(question, says));
  };
  const listener = (request: unknown, response: unknown): void =>
    void answer(request as IncomingMessage, response as ServerResponse).catch(() => undefined);
  const server = settings.protocol === "http2" ? createHttp2(listener) : createHttp(listener);

  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  server.on(settings.protocol === "http2" ? "session" : "connection", (connection) =>
    connections.add(connection as { destroy: () => void }),
  );
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      hangUp();
    });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close,
  };
};

const respond = (response: ServerResponse, fault: ModelFault, answer: string): void => {
  const status = statusOfFault(fault);
  response.writeHead(status ?? 200, { "content-type": "application/json" });
  response.end(status === null ? (bodyOfFault(fault) ?? answer) : refused);
};

const refused = JSON.stringify({ error: { message: "scripted" }, message: "scripted" });

const questionIn = async (request: IncomingMessage): Promise<Asked> => {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return {
    path: request.url ?? "",
    authorization: request.headers.authorization ?? null,
    body: text === "" ? null : (JSON.parse(text) as unknown),
  };
};

/** Some tokens, so that a budget has something to count. */
const usage = { input: 310, output: 14 };

const spoken = ({ path }: Asked, says: string): string =>
  path.endsWith("/converse")
    ? JSON.stringify({
        output: { message: { role: "assistant", content: [{ text: says }] } },
        stopReason: "end_turn",
        usage: {
          inputTokens: usage.input,
          outputTokens: usage.output,
          totalTokens: usage.input + usage.output,
        },
        metrics: { latencyMs: 1 },
      })
    : JSON.stringify({
        id: "chatcmpl-sandbox",
        object: "chat.completion",
        choices: [
          { index: 0, finish_reason: "stop", message: { role: "assistant", content: says } },
        ],
        usage: {
          prompt_tokens: usage.input,
          completion_tokens: usage.output,
          total_tokens: usage.input + usage.output,
        },
      });
