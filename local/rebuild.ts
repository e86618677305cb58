import { isDataUnusable } from "#adapters/local/data-unusable";
import { whenReaderGoes } from "#local/gone-reader";
import { rebuildFolder } from "#local/rebuild-folder";
import { readConfiguration } from "#local/variables";

/** `npm run rebuild`: what `aro views rebuild` does, with nothing to say but how much it was. */
const main = async (): Promise<void> => {
  const configuration = readConfiguration();
  if (!configuration.ok) {
    const { variable, why, purpose } = configuration.refusal.details;
    return fail(`configuration_invalid: ${variable} ${why}. ${purpose}`);
  }
  try {
    for (const { tenant, commits } of await rebuildFolder(configuration.value.ARO_DATA))
      process.stdout.write(`${tenant}: ${commits} commits folded anew.\n`);
  } catch (error) {
    fail(isDataUnusable(error) ? `${error.code}: ${error.message}` : `internal: ${String(error)}`);
  }
};

const fail = (line: string): void => {
  process.stderr.write(`aro: ${line}\n`);
  process.exitCode = 1;
};

whenReaderGoes(process.stdout);
whenReaderGoes(process.stderr);
await main();
