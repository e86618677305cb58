import { statSync } from "node:fs";
import { configurationFrom } from "#functions/env";

/** The configuration, from the environment and a file `.env`; what is set outside goes before what stands there. */
export const readConfiguration = (): ReturnType<typeof configurationFrom> => {
  const hasEnvFile = statSync(".env", { throwIfNoEntry: false })?.isFile() === true; // Not a folder.
  if (hasEnvFile) process.loadEnvFile(".env");
  return configurationFrom(process.env);
};
