import { type AskedOver, exchange } from "#adapters/openai-compatible/exchange";
import { completion } from "#adapters/openai-compatible/wire";
import type { LanguageModel, ModelAnswer, ModelPrompt } from "#core/ports/language-model";

type OpenAiCompatibleSettings = AskedOver & {
  readonly model: string;
  /**
   * How the answer is held to JSON. `json_object` is what nearly every server knows; `json_schema` holds it to
   * our schema as well. The answer is checked either way.
   */
  readonly format: "json_object" | "json_schema";
};

/**
 * Any server that speaks `POST …/v1/chat/completions`: OpenAI's own, vLLM, Ollama, llama.cpp, LM Studio and
 * many gateways. One question is one request, never repeated, and at most four seconds.
 *
 * Source: https://platform.openai.com/docs/api-reference/chat/create
 */
export const createOpenAiCompatibleModel = (settings: OpenAiCompatibleSettings): LanguageModel => ({
  name: `openai:${settings.model}`,
  ask: async (_tenant, prompt) => {
    const exchanged = await exchange(settings, requestBody(settings, prompt));
    if (exchanged.kind !== "answer") return { kind: "unavailable", why: exchanged.kind };
    return exchanged.status === 200 ? answered(exchanged.body, settings) : failed(exchanged.status);
  },
});

const requestBody = ({ model, format }: OpenAiCompatibleSettings, prompt: ModelPrompt) => ({
  model,
  messages: [
    { role: "system", content: prompt.system },
    { role: "user", content: prompt.user },
  ],
  temperature: prompt.temperature,
  max_tokens: prompt.maxTokens,
  n: 1,
  stream: false,
  response_format:
    format === "json_object"
      ? { type: format }
      : {
          type: format,
          json_schema: { name: prompt.schema.name, strict: true, schema: prompt.schema.body },
        },
});

const answered = (body: unknown, { model }: OpenAiCompatibleSettings): ModelAnswer => {
  const read = completion.safeParse(body);
  if (!read.success) return { kind: "unavailable", why: "answer_unreadable" };
  const { choices, usage } = read.data;
  const [choice] = choices;
  if (choice === undefined) return { kind: "unavailable", why: "answer_unreadable" };
  if (choice.finish_reason === "content_filter" || choice.message.content === null)
    return { kind: "rejected", why: "content_filtered" };
  return {
    kind: "answered",
    text: choice.message.content,
    model: `openai:${model}`,
    usage:
      usage === null || usage === undefined
        ? null
        : { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens },
  };
};

const failed = (status: number): ModelAnswer => {
  if (status === 429) return { kind: "unavailable", why: "throttled" };
  if (status === 408 || status >= 500 || status < 400)
    return { kind: "unavailable", why: "server_error" };
  const isForbidden = status === 401 || status === 403;
  return { kind: "rejected", why: isForbidden ? "not_permitted" : "request_refused" };
};
