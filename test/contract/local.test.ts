import { systemClock } from "#adapters/local/clock";
import { blobsContract } from "#test/contract/blobs";
import { breakersContract } from "#test/contract/breakers";
import { clockContract } from "#test/contract/clock";
import { cursorsContract } from "#test/contract/cursors";
import { deadLettersContract } from "#test/contract/dead-letters";
import { endpointsContract } from "#test/contract/endpoints";
import { eventStoreContract } from "#test/contract/event-store";
import { feedContract } from "#test/contract/feed";
import { leasesContract } from "#test/contract/leases";
import { pacingContract } from "#test/contract/pacing";
import { lettersStageOf } from "#test/contract/liars/dead-letters";
import { queuesContract, watchedQueuesContract } from "#test/contract/queues";
import { timersContract } from "#test/contract/timers";
import { vaultContract } from "#test/contract/vault";
import { viewsContract } from "#test/contract/views";
import { localStage } from "#test/support/local-ports";

const name = "The embedded runtime";

eventStoreContract(
  name,
  localStage((ports) => ports),
);
feedContract(
  name,
  localStage((ports) => ports),
);
cursorsContract(
  name,
  localStage(({ cursors }) => cursors),
);
viewsContract(
  name,
  localStage(({ views }) => views),
);
timersContract(
  name,
  localStage(({ timers }) => timers),
);
queuesContract(
  name,
  localStage(({ queues }) => ({ queues, visibilityMs: 60_000, maxAttempts: 8 })),
);
watchedQueuesContract(
  name,
  localStage(({ queues }) => ({ queues, visibilityMs: 60_000, maxAttempts: 8 })),
);
deadLettersContract(name, localStage(lettersStageOf));
leasesContract(
  name,
  localStage(({ leases }) => leases),
);
breakersContract(
  name,
  localStage(({ breakers }) => breakers),
);
pacingContract(
  name,
  localStage(({ pacing }) => pacing),
);
vaultContract(
  name,
  localStage(({ vault }) => vault),
);
endpointsContract(
  name,
  localStage(({ endpoints }) => ({ endpoints, put: endpoints.put })),
);
blobsContract(
  name,
  localStage(({ blobs }) => blobs),
);
clockContract(
  `${name}'s sandbox clock`,
  localStage(({ clock }) => clock),
);
clockContract(`${name}'s system clock`, () => ({ port: systemClock, close: () => undefined }));
