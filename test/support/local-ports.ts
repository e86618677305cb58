import { createBlobs } from "#adapters/local/blobs";
import { createSandboxClock } from "#adapters/local/clock";
import { createBreakers } from "#adapters/local/breakers";
import { createCursors } from "#adapters/local/cursors";
import { openDatabase } from "#adapters/local/database";
import { createEndpoints } from "#adapters/local/endpoints";
import { createEventStore } from "#adapters/local/event-store";
import { createFeed } from "#adapters/local/feed";
import { createLeases } from "#adapters/local/leases";
import { createPacing } from "#adapters/local/pacing";
import { createQueues } from "#adapters/local/queues";
import { createRecentCommits } from "#adapters/local/recent-commits";
import { createTimers } from "#adapters/local/timers";
import { createVault } from "#adapters/local/vault";
import { createViews } from "#adapters/local/views";
import { createCodec } from "#events/codec";
import { sampleCatalog } from "#test/support/sample-commits";
import { temporaryDirectory } from "#test/support/temporary-directory";

/** Every port of the embedded runtime over one data directory. */
export const localPortsIn = (directory: string, file = `${directory}/aro.db`) => {
  const db = openDatabase(file);
  const vault = createVault({ db, keyFile: `${directory}/vault.key` });
  const codec = createCodec({ vault, catalog: sampleCatalog });
  const recent = createRecentCommits();
  return {
    db,
    vault,
    codec,
    store: createEventStore({ db, codec, vault, recent }),
    feed: createFeed(db, recent),
    cursors: createCursors(db),
    views: createViews(db),
    timers: createTimers(db),
    leases: createLeases(db),
    pacing: createPacing(db),
    breakers: createBreakers(db),
    queues: createQueues({ db }),
    endpoints: createEndpoints({ db, vault }),
    blobs: createBlobs(`${directory}/blobs`),
    clock: createSandboxClock({ db }),
  };
};

export type LocalPorts = ReturnType<typeof localPortsIn>;

/** A stage for a contract: all ports in memory, and the one that the contract is about. */
export const localStage =
  <Port>(choose: (ports: LocalPorts) => Port) =>
  () => {
    const directory = temporaryDirectory();
    const ports = localPortsIn(directory.path, ":memory:");
    const close = () => {
      ports.db.close();
      directory.remove();
    };
    return { port: choose(ports), close };
  };
