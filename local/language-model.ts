import { createBedrockModel } from "#adapters/bedrock/language-model";
import { createOpenAiCompatibleModel } from "#adapters/openai-compatible/language-model";
import type { Reading } from "#core/app/app";
import type { LanguageModel } from "#core/ports/language-model";
import { type Configuration, configurationFrom } from "#functions/env";

/** A customer waits for the outcome: what takes longer is read by a person. */
const timeoutMs = 4_000;

const tokensPerMonth = 500_000;

/** What reads the answers that the table of words does not know; `undefined` where nothing is configured. */
export const readingFor = (configuration: Configuration): Reading | undefined => {
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

/** The model that the environment names, for a program that has no house around it; `null` where none. */
export const languageModelOfEnvironment = (): LanguageModel | null => {
  const configuration = configurationFrom(process.env);
  return configuration.ok ? modelFor(configuration.value) : null;
};

const modelFor = ({
  ARO_MODEL_URL: url,
  ARO_MODEL: model,
  ARO_MODEL_KEY: apiKey,
}: Configuration): LanguageModel | null => {
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
