import { isDataUnusable } from "#adapters/local/data-unusable";
import type { ErrorCode } from "#core/kernel/errors";
import type { BookingProvider } from "#functions/deps";
import { whenReaderGoes } from "#local/gone-reader";
import type { House } from "#local/house";
import { isDefinitionInvalid } from "#local/load-pack";
import { type Runtime, startRuntime } from "#local/runtime";
import { readConfiguration } from "#local/variables";

type Failed = { readonly code: ErrorCode; readonly message: string };

/**
 * `npm start` and `aro start`: where it can, `greet` says where to click; where it cannot, `complain` says
 * why, and the exit code is not 0.
 */
export const start = async (
  greet: (runtime: Runtime) => void = welcome,
  complain: (failed: Failed) => void = say,
): Promise<void> => {
  whenReaderGoes(process.stderr); // A log that nobody reads any more stops no reminder.
  const configuration = readConfiguration();
  if (!configuration.ok) {
    const { variable, why, purpose } = configuration.refusal.details;
    process.exitCode = 1;
    return complain({ code: "configuration_invalid", message: `${variable} ${why}. ${purpose}` });
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
    void runtime.lost.then((why) => {
      complain({ code: "internal", message: `Nobody listens any more: ${why}. Start it again.` });
      return runtime.stop().finally(() => process.exit(1));
    });
    greet(runtime);
  } catch (error) {
    process.exitCode = 1;
    complain(failedBy(error, configuration.value));
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
      "  Who is this?           aro settings set FILE; a new business is on hold until then",
      ...bookingDoors(house),
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

const bookingDoors = (house: House): readonly string[] =>
  (
    [
      ["Calendly", "calendly"],
      ["Cal.com", "calcom"],
      ["Acuity", "acuity"],
      ["Square", "square"],
    ] as const
  )
    .filter(([, provider]) => house.composed.seeded.inUse.includes(provider))
    .map(([name, provider]) => `  ${`${name} posts to`.padEnd(22)} ${addressOf(house, provider)}`);

const addressOf = ({ composed }: House, provider: BookingProvider | "twilio" | "stripe"): string =>
  `${composed.deps.publicUrl()}/v1/webhooks/${provider}/${composed.seeded[provider]?.id}`;

const failedBy = (error: unknown, { PORT }: { readonly PORT: number }): Failed => {
  if (isDataUnusable(error) || isDefinitionInvalid(error))
    return { code: error.code, message: error.message };
  const why =
    error instanceof Error && "code" in error ? notOurs.get(String(error.code)) : undefined;
  if (why !== undefined) {
    const message = `Cannot listen on port ${PORT}: ${why}. Set PORT to a free one, or to 0.`;
    return { code: "port_taken", message };
  }
  return { code: "internal", message: error instanceof Error ? error.message : String(error) };
};

/** What the system says of a port that cannot be had. */
const notOurs: ReadonlyMap<string, string> = new Map([
  ["EADDRINUSE", "another program does"],
  ["EACCES", "this user may not"],
]);

const say = ({ code, message }: Failed): void =>
  void process.stderr.write(`aro: ${code}: ${message}\n`);

if (import.meta.main) await start();
