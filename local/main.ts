import { isDataUnusable } from "#adapters/local/data-unusable";
import type { BookingProvider } from "#functions/deps";
import { whenReaderGoes } from "#local/gone-reader";
import type { House } from "#local/house";
import { isDefinitionInvalid } from "#local/load-pack";
import { type Runtime, startRuntime } from "#local/runtime";
import { readConfiguration } from "#local/variables";

/**
 * `npm start` and `aro start`: one clear line and a non-zero exit where it cannot; where it can, `greet`
 * says where to click.
 */
export const start = async (greet: (runtime: Runtime) => void = welcome): Promise<void> => {
  whenReaderGoes(process.stderr); // A log that nobody reads any more stops no reminder.
  const configuration = readConfiguration();
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
    const end = (): void => void runtime.stop().then(() => process.exit(0));
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
    // Who starts it into `| head` and learns nothing of where it is has no use for it either.
    whenReaderGoes(process.stdout, end);
    greet(runtime);
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

if (import.meta.main) await start();
