import type {
  BedrockRuntimeClient,
  BedrockRuntimeClientConfig,
  ConverseCommandInput,
  ConverseCommandOutput,
} from "@aws-sdk/client-bedrock-runtime";
import { answerToError } from "#adapters/bedrock/errors";
import { within } from "#adapters/time-limit";
import type {
  LanguageModel,
  ModelAnswer,
  ModelPrompt,
  ModelUsage,
} from "#core/ports/language-model";

type BedrockSettings = {
  readonly region: string;
  /** A model id or an inference profile: `amazon.nova-lite-v1:0`, `us.anthropic.claude-…`. */
  readonly model: string;
  /** For the whole answer. */
  readonly timeoutMs: number;
  /** Where nothing is said: Amazon's own address, and the credentials of the machine or the function. */
  readonly endpoint?: string;
  readonly credentials?: NonNullable<BedrockRuntimeClientConfig["credentials"]>;
};

/**
 * A model on Amazon Bedrock, over its Converse API, which is the same for every maker's model.
 *
 * The SDK is loaded at the first question: a start without a model pays nothing for it. It is told not to
 * try again by itself; one question is one request and at most four seconds.
 *
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export const createBedrockModel = (settings: BedrockSettings): LanguageModel => {
  const name = `bedrock:${settings.model}`;
  const client = once(() => clientFor(settings));

  return {
    name,
    ask: async (_tenant, prompt) => {
      const { send } = await client();
      const input = inputFrom(settings, prompt);
      const answer = await within(settings.timeoutMs, (signal) =>
        send(input, signal).then((output) => answered(name, output), answerToError),
      );
      return answer === "timeout" ? { kind: "unavailable", why: answer } : answer;
    },
  };
};

type Client = {
  readonly send: (
    input: ConverseCommandInput,
    signal: AbortSignal,
  ) => Promise<ConverseCommandOutput>;
};

const clientFor = async (settings: BedrockSettings): Promise<Client> => {
  const { BedrockRuntimeClient: Runtime, ConverseCommand } = await import(
    "@aws-sdk/client-bedrock-runtime"
  );
  const { region, endpoint, credentials } = settings;
  const client: BedrockRuntimeClient = new Runtime({
    region,
    maxAttempts: 1,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  });
  return {
    send: (input, abortSignal) => client.send(new ConverseCommand(input), { abortSignal }),
  };
};

/** Converse has no field for JSON alone; the prompt asks for it, and the answer is read strictly. */
const inputFrom = ({ model }: BedrockSettings, prompt: ModelPrompt): ConverseCommandInput => ({
  modelId: model,
  system: [{ text: prompt.system }],
  messages: [{ role: "user", content: [{ text: prompt.user }] }],
  inferenceConfig: { temperature: prompt.temperature, maxTokens: prompt.maxTokens },
});

const answered = (model: string, output: ConverseCommandOutput): ModelAnswer => {
  const filtered = ["content_filtered", "guardrail_intervened"];
  if (filtered.includes(output.stopReason ?? ""))
    return { kind: "rejected", why: "content_filtered" };

  const text = textIn(output);
  if (text === "") return { kind: "unavailable", why: "answer_unreadable" };
  return { kind: "answered", text, model, usage: usageIn(output) };
};

const textIn = ({ output }: ConverseCommandOutput): string =>
  (output?.message?.content ?? []).map((part) => part.text ?? "").join("");

const usageIn = ({ usage }: ConverseCommandOutput): ModelUsage | null => {
  const { inputTokens, outputTokens } = usage ?? {};
  return inputTokens === undefined || outputTokens === undefined
    ? null
    : { inputTokens, outputTokens };
};

/** Made at the first call; a failed making is tried again at the next. */
const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
};
