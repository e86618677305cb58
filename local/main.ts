import { statSync } from "node:fs";
import { isDataUnusable } from "#adapters/local/data-unusable";
import type { BookingProvider } from "#functions/deps";
import { configurationFrom } from "#functions/env";
import type { House } from "#local/house";
import { isDefinitionInvalid } from "#local/load-pack";
import { type Runtime, startRuntime } from "#local/runtime";

/** `npm start`: one clear line and a non-zero exit where it cannot; where it can, where to click. */
const start = async (): Promise<void> => {
  const hasEnvFile = statSync(".env", { throwIfNoEntry: false })?.isFile() === true; // Not a folder.
  if (hasEnvFile) process.loadEnvFile(".env"); // What is set outside goes before what stands there.
  const configuration = configurationFrom(process.env);
  if (!configuration.ok) {
    const { variable, why, purpose } = configuration.refusal.details;
    return fail(`configuration_invalid: ${variable} ${why}. ${purpose}`);
  }
  try {
    const runtime = await startRuntime({
      configuration: configuration.value,
      writeLog: (line) => process.stderr.write(`${line}\n`),
      wallNow: Date.now,
    });
    // Before anybody can read that it runs: whoever stops it then is heard.
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => void runtime.stop().then(() => process.exit(0)));
    welcome(runtime);
  } catch (error) {
    fail(lineFor(error, configuration.value));
  }
};

const welcome = ({ baseUrl, sandboxFile, house }: Runtime): void => {
  const lines = [
    "",
    `  ARO is running at ${baseUrl}`,
    "",
    `  Today's appointments   ${baseUrl}/`,
    `  Ready?                 ${baseUrl}/ready`,
  ];
  if (sandboxFile === null)
    lines.push(
      `  Calendly posts to      ${addressOf(house, "calendly")}`,
      ...otherDoors(house),
      `  Twilio posts texts to  ${addressOf(house, "twilio")}/inbound`,
      `  Stripe posts to        ${addressOf(house, "stripe")}`,
    );
  else
    lines.push(
      `  Clock                  ${house.composed.deps.clock.now()} (POST /sandbox/clock turns it)`,
      `  For outside programs   ${sandboxFile}`,
      "",
      "  Book something:",
      `  curl -s -X POST ${baseUrl}/sandbox/book -d '{}'`,
    );
  process.stdout.write(`${lines.join("\n")}\n\n`);
};

const otherDoors = (house: House): readonly string[] =>
  (
    [
      ["Cal.com", "calcom"],
      ["Acuity", "acuity"],
      ["Square", "square"],
    ] as const
  )
    .filter(([, provider]) => house.composed.seeded[provider] !== null)
    .map(([name, provider]) => `  ${`${name} posts to`.padEnd(22)} ${addressOf(house, provider)}`);

const addressOf = ({ composed }: House, provider: BookingProvider | "twilio" | "stripe"): string =>
  `${composed.deps.publicUrl()}/v1/webhooks/${provider}/${composed.seeded[provider]?.id}`;

const lineFor = (error: unknown, { PORT }: { readonly PORT: number }): string => {
  if (isDataUnusable(error) || isDefinitionInvalid(error)) return `${error.code}: ${error.message}`;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    return `port_taken: Cannot listen on port ${PORT}: another program does. Set PORT to a free one, or to 0.`;
  return `internal: ${error instanceof Error ? error.message : String(error)}`;
};

const fail = (line: string): void => {
  process.stderr.write(`aro: ${line}\n`);
  process.exitCode = 1;
};

await start();
