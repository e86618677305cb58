import type { Configuration } from "#functions/env";

/** A sandbox in a folder, for whoever opens a house without an environment: the demo, a measurement, a test. */
export const sandboxConfiguration = (
  folder: string,
  least: Configuration["ARO_LOG_LEVEL"] = "error",
): Configuration => ({
  ARO_MODE: "sandbox",
  ARO_DATA: folder,
  HOST: "127.0.0.1",
  PORT: 0,
  ARO_PACK: "healthcare",
  ARO_LOG_LEVEL: least,
  ARO_PROXIES: 0,
  ARO_REFUSALS_PER_MINUTE: 60,
});
