import { createBegunStreams } from "#adapters/aws/begun-streams";
import { createBreakers } from "#adapters/aws/breakers";
import { createCursors } from "#adapters/aws/cursors";
import { createDynamo } from "#adapters/aws/dynamo";
import type { Patience } from "#adapters/aws/dynamo-patience";
import { createEndpoints } from "#adapters/aws/endpoints";
import { createEventStore } from "#adapters/aws/event-store";
import { createFeed } from "#adapters/aws/feed";
import { createKeyRecords } from "#adapters/aws/key-records";
import { createLeases } from "#adapters/aws/leases";
import { createLetterRows } from "#adapters/aws/letter-rows";
import { createPacing } from "#adapters/aws/pacing";
import { createQueues } from "#adapters/aws/queues";
import { createSchedules } from "#adapters/aws/schedules";
import { createSealedStreams } from "#adapters/aws/sealed-streams";
import { createSequencer } from "#adapters/aws/sequencer";
import { createStandingRows } from "#adapters/aws/standing-rows";
import type { TableNames } from "#adapters/aws/tables";
import { timerFrom } from "#adapters/aws/timer-message";
import { createTimerRows } from "#adapters/aws/timer-rows";
import { createTimers } from "#adapters/aws/timers";
import { createVault } from "#adapters/aws/vault";
import { createViews } from "#adapters/aws/views";
import type { RebuildDeps } from "#core/app/rebuild-beside";
import type { RefoldDeps } from "#core/app/refold";
import type { Commit } from "#core/kernel/message";
import type { Clock } from "#core/ports/clock";
import type { Vault } from "#core/ports/vault";
import { everyView } from "#core/views/every-view";
import type { Codec } from "#events/codec";
import { rulesOf } from "#functions/aws-attempts";
import type { AwsHouse } from "#functions/aws-house";
import { lettersOnAws } from "#functions/aws-letters";
import { watched, watching } from "#functions/awaited";
import type { Deps } from "#functions/deps";
import { addressOf, deadAddressOf } from "#test/simulation/aws/names";
import type { Wired } from "#test/simulation/aws/wire";

type Parts = {
  readonly wire: Wired;
  readonly tables: TableNames;
  readonly clock: Clock;
  readonly patience: Partial<Patience>;
  readonly codecOf: (vault: Vault) => Codec;
  readonly tell: (event: string, why: string) => void;
};

/** What one container has of AWS, with all that it remembers: the adapters, put together as a function has them. */
export const createContainer = (parts: Parts) => {
  const { wire, tables, clock, patience } = parts;
  const dynamo = createDynamo({ client: wire.dynamo, tables, patience });
  const records = createKeyRecords(dynamo);
  const metrics = { count: () => {} };
  const vault = createVault({ kms: wire.kms, keyId: "alias/aro-sim", records, clock, metrics });
  const codec = parts.codecOf(vault);
  const streams = createSealedStreams(dynamo);
  const letterRows = createLetterRows(dynamo);
  const { ports, coming } = messagesOf(parts);
  const deps = {
    store: watched<Deps["store"]>("store", createEventStore({ dynamo, codec })),
    vault: watched<Deps["vault"]>("vault", vault),
    feed: watched<Deps["feed"]>("feed", createFeed(dynamo)),
    cursors: watched<Deps["cursors"]>("cursors", createCursors(dynamo)),
    views: watched<Deps["views"]>("views", createViews({ dynamo, names: everyView })),
    leases: watched<Deps["leases"]>("leases", createLeases(dynamo)),
    pacing: watched<Deps["pacing"]>("pacing", createPacing(dynamo)),
    breakers: watched<Deps["breakers"]>("breakers", createBreakers(dynamo)),
    endpoints: watched<Deps["endpoints"]>("endpoints", createEndpoints({ dynamo, vault })),
    openSealed: codec.openSealed,
    present: codec.present,
    sealed: watching("sealed", async (...stream: Parameters<typeof streams.read>) =>
      (await streams.read(...stream)).map(({ json }) => JSON.parse(json) as Commit),
    ),
    deadLetters: watched<Deps["deadLetters"]>(
      "letters",
      lettersOnAws({ rows: letterRows, queues: ports.queues, clock }),
    ),
    queues: watched<Deps["queues"]>("queues", ports.queues),
    timers: watched<Deps["timers"]>("timers", ports.timers),
  };
  const inside = {
    coming,
    letterRows,
    buried: { stage: "sim", askStreams: wire.askStreams },
    sequence: createSequencer(dynamo).sequence,
  } satisfies Partial<AwsHouse>;
  const anew: RefoldDeps & Pick<RebuildDeps, "begun"> = {
    rows: watched("rows", createStandingRows(dynamo)),
    begun: watched("begun", createBegunStreams(dynamo)),
    sealed: watching("sealed", async (...stream) =>
      (await streams.read(...stream)).map(({ json }) => codec.present(JSON.parse(json) as Commit)),
    ),
  };
  return { deps, inside, anew };
};

export type Container = ReturnType<typeof createContainer>;

const messagesOf = ({ wire, tables, clock, patience, tell }: Parts) => {
  const queues = createQueues({
    sqs: wire.sqs,
    clock,
    placeOf: (queue) => ({
      url: addressOf(queue),
      deadLetterUrl: deadAddressOf(queue),
      ...rulesOf(queue),
    }),
  });
  const schedules = createSchedules({
    scheduler: wire.scheduler,
    group: "aro-sim",
    queueArn: "arn:aws:sqs:us-east-1:000000000000:aro-sim-wakes",
    roleArn: "arn:aws:iam::000000000000:role/aro-sim-schedules",
    deadLetterArn: "arn:aws:sqs:us-east-1:000000000000:aro-sim-schedules-dead",
  });
  const timers = createTimers({
    rows: createTimerRows(wire.dynamo, timerTable(tables), patience),
    schedules,
    queues,
    queue: "wakes",
    clock,
    tell: ({ why }) => tell("timer.unplanned", why),
  });
  const coming: AwsHouse["coming"] = {
    accept: (...given) => queues.accept(...given),
    timerIn: timerFrom,
    planAhead: (limit) => timers.planAhead(limit),
  };
  return { ports: { queues, timers }, coming };
};

const timerTable = ({ views }: TableNames) => ({
  name: views,
  partition: "pk",
  sort: "sk",
  expiry: "expiresAt",
  index: { name: "timers", partition: "timers", sort: "due" },
});
