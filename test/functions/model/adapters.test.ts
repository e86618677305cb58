import { afterEach, describe, expect, it } from "vitest";
import { createBedrockModel } from "#adapters/bedrock/language-model";
import { createOpenAiCompatibleModel } from "#adapters/openai-compatible/language-model";
import type { ModelFault } from "#adapters/sandbox-model/faults";
import { type SandboxModel, type Script, startSandboxModel } from "#adapters/sandbox-model/server";
import { as, type TenantId } from "#core/kernel/ids";
import type { LanguageModel, ModelAnswer } from "#core/ports/language-model";
import { promptFor } from "#core/reply/prompt";

const tenant = as<TenantId>("clinic");
const prompt = promptFor("the boat leaves without me");
const timeoutMs = 400;

let server: SandboxModel | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

type Kind = "openai" | "bedrock";

const stage = async (kind: Kind, script: Script): Promise<LanguageModel> => {
  const protocol = kind === "openai" ? "http1" : "http2";
  server = await startSandboxModel({ script, protocol, slowMs: 5_000 });
  return modelAt(kind, server.url);
};

const modelAt = (kind: Kind, url: string): LanguageModel =>
  kind === "openai"
    ? createOpenAiCompatibleModel({
        fetch,
        baseUrl: `${url}/v1`,
        apiKey: "key-of-the-test",
        model: "tiny",
        timeoutMs,
        format: "json_schema",
      })
    : createBedrockModel({
        region: "us-east-1",
        model: "amazon.tiny-v1:0",
        endpoint: url,
        timeoutMs,
        credentials: { accessKeyId: "of-the-test", secretAccessKey: "of-the-test" },
      });

describe.each<Kind>(["openai", "bedrock"])("a model over %s", (kind) => {
  it("answers with its words, its name and what it took", async () => {
    const model = await stage(kind, () => ({ says: '{"intent":"question","confidence":0.8}' }));
    expect(await model.ask(tenant, prompt)).toEqual({
      kind: "answered",
      text: '{"intent":"question","confidence":0.8}',
      model: model.name,
      usage: { inputTokens: 310, outputTokens: 14 },
    });
  });

  it.each<[ModelFault, ModelAnswer]>([
    ["garbage", { kind: "unavailable", why: "answer_unreadable" }],
    ["wrong-schema", { kind: "unavailable", why: "answer_unreadable" }],
    ["no-choices", { kind: "unavailable", why: "answer_unreadable" }],
    ["endless", { kind: "unavailable", why: "answer_unreadable" }],
    ["slow", { kind: "unavailable", why: "timeout" }],
    // Amazon's SDK does not tell that an HTTP/2 connection has gone; the time-out does.
    ["reset", { kind: "unavailable", why: kind === "openai" ? "connection_broken" : "timeout" }],
    ["http-401", { kind: "rejected", why: "not_permitted" }],
    ["http-400", { kind: "rejected", why: "request_refused" }],
    ["http-429", { kind: "unavailable", why: "throttled" }],
    ["http-500", { kind: "unavailable", why: "server_error" }],
    ["http-503", { kind: "unavailable", why: "server_error" }],
  ])("that suffers %s is heard of as %j, after one request", async (fault, expected) => {
    const model = await stage(kind, () => ({ fault }));
    expect(await model.ask(tenant, prompt)).toEqual(expected);
    expect(server?.asked).toHaveLength(1);
  });

  it("that nobody serves is not connected", async () => {
    const model = await stage(kind, () => ({}));
    await server?.close();
    expect(await model.ask(tenant, prompt)).toEqual({ kind: "unavailable", why: "not_connected" });
    server = null;
  });

  it("answers again after a bad moment", async () => {
    const model = await stage(kind, (_, number) =>
      number === 1 ? { fault: "http-503" } : { says: "ok" },
    );
    await model.ask(tenant, prompt);
    expect(await model.ask(tenant, prompt)).toMatchObject({ kind: "answered", text: "ok" });
  });
});

describe("what is asked", () => {
  it("of an OpenAI-compatible server is one cold, short chat that answers in JSON", async () => {
    const model = await stage("openai", () => ({ says: "ok" }));
    await model.ask(tenant, prompt);
    expect(server?.asked[0]).toMatchObject({
      path: "/v1/chat/completions",
      authorization: "Bearer key-of-the-test",
      body: {
        model: "tiny",
        temperature: 0,
        max_tokens: 60,
        messages: [
          { role: "system", content: prompt.system },
          { role: "user", content: prompt.user },
        ],
        response_format: { type: "json_schema", json_schema: { strict: true } },
      },
    });
  });

  it("of Bedrock is one Converse, signed", async () => {
    const model = await stage("bedrock", () => ({ says: "ok" }));
    await model.ask(tenant, prompt);
    const [asked] = server?.asked ?? [];
    expect(asked?.path).toBe("/model/amazon.tiny-v1%3A0/converse");
    expect(asked?.authorization).toContain("AWS4-HMAC-SHA256");
    expect(asked?.body).toMatchObject({
      system: [{ text: prompt.system }],
      messages: [{ role: "user", content: [{ text: prompt.user }] }],
      inferenceConfig: { temperature: 0, maxTokens: 60 },
    });
  });
});
