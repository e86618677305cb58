import type { Deps } from "#functions/deps";
import { settingsIn, type Variables } from "#functions/env-ground";
import { modelSettings } from "#functions/env-parts";
import { readingFor } from "#functions/reading";

/** What reads the answers that the table of words does not know, where a model is among the settings. */
export const readingOnAws = (variables: Variables): Deps["reading"] =>
  readingFor(settingsIn(variables, modelSettings));
