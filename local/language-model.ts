import type { LanguageModel } from "#core/ports/language-model";
import { configurationFrom } from "#functions/env";
import { modelFor } from "#functions/reading";

/** The language model that the environment names, for a program that has no house around it; `null` where none. */
export const languageModelOfEnvironment = (): LanguageModel | null => {
  const configuration = configurationFrom(process.env);
  return configuration.ok ? modelFor(configuration.value) : null;
};
