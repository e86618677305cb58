import { createBedrockModel } from "#adapters/bedrock/language-model";
import { createOpenAiCompatibleModel } from "#adapters/openai-compatible/language-model";
import type { Reading } from "#core/app/app";
import type { LanguageModel } from "#core/ports/language-model";
import type { Configuration } from "#functions/env";

/** A customer waits for the outcome: what takes longer is read by a person. */
const timeoutMs = 4_000;

const tokensPerMonth = 500_000;

type Settings = Pick<
  Configuration,
  "ARO_MODEL_URL" | "ARO_MODEL" | "ARO_MODEL_KEY" | "ARO_MODEL_TOKENS"
>;

/** What reads the answers that the table of words does not know; `undefined` where nothing is configured. */
export const readingFor = (configuration: Settings): Reading | undefined => {
  const model = modelFor(configuration);
  if (model === null) return undefined;
  return {
    model,
    limits: {
      tokensPerMonth: configuration.ARO_MODEL_TOKENS ?? tokensPerMonth,
      minorPerMonth: null,
      prices: { inputPerMillion: 0, outputPerMillion: 0 },
    },
  };
};

/** The language model that is configured; `null` where none is. */
export const modelFor = ({
  ARO_MODEL_URL: url,
  ARO_MODEL: model,
  ARO_MODEL_KEY: apiKey,
}: Settings): LanguageModel | null => {
  if (url === undefined || model === undefined) return null;
  const region = /^bedrock:\/\/(.+)$/.exec(url)?.[1];
  return region === undefined
    ? createOpenAiCompatibleModel({
        fetch,
        baseUrl: url,
        model,
        timeoutMs,
        apiKey: apiKey ?? null,
        format: "json_object",
      })
    : createBedrockModel({ region, model, timeoutMs });
};
