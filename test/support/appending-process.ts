import { localPortsIn } from "#test/support/local-ports";
import { as } from "#core/kernel/ids";
import { appendNext, guestArrived, tenantA, tenantB } from "#test/support/sample-commits";

/**
 * A process that appends for ever to the data directory named on its command line, eight writers at
 * once, and prints a commit's name once it is acknowledged. It is there to be killed.
 */
const [, , directory = "", run = "0"] = process.argv;
const { store } = localPortsIn(directory);

const write = async (writer: number): Promise<never> => {
  for (let n = 1; ; n += 1) {
    const guest = `guest-${run}-${writer}-${n}`;
    const commit = await appendNext(store, {
      tenant: writer % 2 === 0 ? tenantA : tenantB,
      stream: as(`house/${writer}-${n % 40}`),
      command: guest,
      events: [guestArrived(guest, { name: `Name of ${guest}`, phone: null })],
    });
    process.stdout.write(`${commit.tenant} ${commit.stream} ${commit.version} ${guest}\n`);
  }
};

await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
