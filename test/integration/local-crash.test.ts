import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { verifyChains } from "#adapters/local/chain-check";
import { as } from "#core/kernel/ids";
import { startChild } from "#test/support/child-process";
import { localPortsIn } from "#test/support/local-ports";
import { temporaryDirectory } from "#test/support/temporary-directory";

type Acknowledged = {
  readonly tenant: string;
  readonly stream: string;
  readonly version: string;
  readonly guest: string;
};

/** Appends for about so long, is killed without warning, and tells what had been acknowledged. */
const appendUntilKilled = async (
  directory: string,
  { run, ms }: { readonly run: number; readonly ms: number },
): Promise<readonly Acknowledged[]> => {
  const child = startChild("appending-process", directory, String(run));
  await child.firstLine();
  await setTimeout(ms);
  await child.kill();
  return child.lines().map((line) => {
    const [tenant = "", stream = "", version = "", guest = ""] = line.split(" ");
    return { tenant, stream, version, guest };
  });
};

const inspect = async (directory: string, acknowledged: readonly Acknowledged[]) => {
  const { db, store } = localPortsIn(directory);
  let lost = 0;
  for (const { tenant, stream, version, guest } of acknowledged) {
    const { commits } = await store.read(as(tenant), as(stream));
    const commit = commits[Number(version) - 1];
    const isThere =
      commit?.commandId === guest && JSON.stringify(commit.events).includes(`Name of ${guest}`);
    if (!isThere) lost += 1;
  }
  const report = await verifyChains(db);
  db.close();
  return { lost, ...report };
};

it("keeps every acknowledged commit, readable and chained, over ten kills at any moment", async () => {
  const directory = temporaryDirectory();
  try {
    const acknowledged: Acknowledged[] = [];
    for (let run = 0; run < 10; run += 1) {
      const ms = Math.random() * 200; // Any moment: what it is does not matter to the outcome.
      const before = acknowledged.length;
      acknowledged.push(...(await appendUntilKilled(directory.path, { run, ms })));
      expect(acknowledged.length).toBeGreaterThan(before);

      const { lost, fault, commits } = await inspect(directory.path, acknowledged);
      expect({ lost, fault }).toEqual({ lost: 0, fault: null });
      expect(commits).toBeGreaterThanOrEqual(acknowledged.length);
    }
  } finally {
    directory.remove();
  }
});
