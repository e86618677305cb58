import { createHash } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { KMSClient } from "@aws-sdk/client-kms";
import { createDynamo } from "#adapters/aws/dynamo";
import { createEndpoints } from "#adapters/aws/endpoints";
import { createKeyRecords } from "#adapters/aws/key-records";
import { makeKey } from "#adapters/aws/subject-keys";
import { createTenantKeys } from "#adapters/aws/tenant-keys";
import { createVault } from "#adapters/aws/vault";
import { envelopeOf } from "#adapters/aws/queue-envelope";
import { fingerprintBy, tenantSubject } from "#adapters/sealed-text";
import type { TenantId } from "#core/kernel/ids";
import { fromEpochMs } from "#core/kernel/time";
import type { QueueMessage } from "#core/ports/queues";
import type { AwsHouse } from "#functions/aws-house";
import { inCall } from "#functions/awaited";
import type { Deps } from "#functions/deps";
import type { Rebuild } from "#functions/operate/rebuild";
import { clientOf } from "#test/simulation/aws/client";
import { type Container, createContainer } from "#test/simulation/aws/container";
import { handlersOf } from "#test/simulation/aws/handlers";
import { addressOf } from "#test/simulation/aws/names";
import { seenPorts } from "#test/simulation/aws/seen-ports";
import { createServices, type Services, tables, type Told } from "#test/simulation/aws/services";
import { createPlains, shadowing } from "#test/simulation/aws/shadow";
import { calls, caller, pauseIn, type Wired, wired } from "#test/simulation/aws/wire";
import { codecsOf } from "#test/simulation/codecs";
import { hostNow, type Invocation, type Sandbox } from "#test/simulation/invocation";
import type { Planted } from "#test/simulation/planted";
import type { Universe } from "#test/simulation/universe";

/** The same house over the adapters of AWS, and AWS around it. */
export type Cloud = {
  readonly services: Services;
  readonly told: Told;
  /** What an invocation has, where AWS holds it; `simulated` is everything else. */
  readonly deps: (simulated: Deps, invocation: Invocation) => Deps;
  readonly enter: <T>(invocation: Invocation, work: () => Promise<T>) => Promise<T>;
  /** Calls a function as AWS does, inside the invocation that runs here. */
  readonly call: (name: string, event: object) => Promise<unknown>;
  /** What whoever folds lists anew has, inside the invocation that runs here. */
  readonly rebuilding: () => Rebuild;
  /** For who looks on. */
  readonly looking: Looking;
  readonly setUp: () => Promise<void>;
  /** Puts a message into a queue, past whoever would do so. */
  readonly send: (message: QueueMessage) => void;
};

type Warm = {
  readonly release: string;
  readonly container: Container;
  readonly handlers: ReturnType<typeof handlersOf>;
};

type Wish = { readonly isDeploying: boolean; readonly planted: Planted | null };

export const createCloud = (universe: Universe, { isDeploying, planted }: Wish): Cloud => {
  const { world, door, tenants } = universe;
  const plains = createPlains();
  const told: Told = { onWrite: () => {}, onQueue: () => {}, onSchedule: () => {} };
  const shadow = shadowing(universe, tables, plains);
  const services = createServices(universe, {
    onWrite: (changed) => {
      shadow(changed);
      told.onWrite(changed);
    },
    onQueue: (name) => told.onQueue(name),
    onSchedule: (...plan) => told.onSchedule(...plan),
  });
  const known = new Set<string>(tenants.map(({ id }) => id));
  const wire = wired({
    world,
    door,
    answers: services.answers,
    planted: planted?.onAws ?? {},
    checkOwner: (who, tenant, call) => {
      const isOwn = known.has(tenant) && (who.tenant === null || who.tenant === tenant);
      world.check(
        "T1",
        isOwn,
        () => `${who.role} for ${who.tenant ?? "all"} calls ${call} for ${tenant}`,
      );
    },
  });
  const looking = lookingAt(universe, services);
  const warm = warmth(universe, wire, isDeploying);
  return {
    services,
    told,
    looking,
    deps: (simulated, invocation) => ({
      ...simulated,
      ...seenPorts(universe, invocation, {
        plains,
        ports: warm(invocation.sandbox).container.deps,
      }),
      pause: (ms) => pauseIn(world, ms),
    }),
    enter: (invocation, work) =>
      calls.run(invocation, () =>
        inCall(work, (names) =>
          world.check("T3", false, () => `${invocation.role} leaves ${names.join(" ")}`),
        ),
      ),
    call: async (name, event) => {
      const handler = warm(caller().sandbox).handlers[name];
      if (handler === undefined) throw new Error(`Cannot call "${name}"`);
      const wiredEvent = JSON.parse(JSON.stringify(event)) as object;
      const context = { awsRequestId: String(caller().id), functionName: name };
      const answer = await handler(wiredEvent, context);
      return planted?.onAws?.ends === undefined ? answer : planted.onAws.ends(name, answer);
    },
    rebuilding: () => {
      const { sandbox } = caller();
      const { anew } = warm(sandbox).container;
      return {
        ...anew,
        ...planted?.onAws?.anew?.(anew),
        log: universe.deps(caller()).log,
        clock: { now: () => hostNow(world, sandbox.host) },
        everyTenant: async () => tenants.map(({ id }) => id),
        pause: (ms) => pauseIn(world, ms),
        elapsed: world.nowMs,
      };
    },
    setUp: () => setUp(universe, looking),
    send: (message) =>
      void services.sqs.ask("SendMessage", {
        QueueUrl: addressOf(message.queue),
        MessageBody: envelopeOf(message),
        MessageGroupId: message.tenant,
      }),
  };
};

/** What a container remembers stays with it, until another release takes its place. */
const warmth = (universe: Universe, wire: Wired, isDeploying: boolean) => {
  const { world, tenants } = universe;
  const known = new WeakMap<Sandbox, Warm>();
  const chance = world.chance.dice("patience");
  return (sandbox: Sandbox): Warm => {
    const { release } = sandbox.host;
    const before = known.get(sandbox);
    if (before?.release === release) return before;
    const container = createContainer({
      wire,
      tables,
      clock: { now: () => hostNow(world, sandbox.host) },
      patience: { pause: (ms) => pauseIn(world, ms), chance },
      codecOf: (vault) => codecsOf(vault, isDeploying)[release],
      tell: (event, why) => world.count(`${event} ${why}`),
    });
    const house: AwsHouse = {
      ...container.inside,
      get deps() {
        return universe.deps(caller());
      },
      logger: { addContext: () => undefined },
      limit: { waitMs: () => null, refused: () => false },
      isStrict: true,
      tenants: async () => tenants.map(({ id }) => id),
    };
    const warm = { release, container, handlers: handlersOf(universe, house) };
    known.set(sandbox, warm);
    return warm;
  };
};

type Looking = ReturnType<typeof lookingAt>;

/** Looks at the tables by true time, past everything that goes wrong, and remembers nothing. */
const lookingAt = ({ world }: Universe, { plain }: Services) => {
  const clock = { now: () => fromEpochMs(world.nowMs()) };
  const client = clientOf<DynamoDBClient>(async (...asked) => plain.dynamo(...asked));
  const dynamo = createDynamo({ client, tables });
  const keys = {
    kms: clientOf<KMSClient>(async (...asked) => plain.kms(...asked)),
    keyId: "alias/aro-sim",
    records: createKeyRecords(dynamo),
    clock,
    metrics: { count: () => {} },
  };
  return { dynamo, keys, vault: createVault({ ...keys, cache: { maxKeys: 1, maxAgeMs: 1 } }) };
};

/** The doors of every business, and its key, by which customers are known. */
const setUp = async (universe: Universe, { dynamo, keys, vault }: Looking): Promise<void> => {
  const { world } = universe;
  const doors = createEndpoints({ dynamo, vault });
  const tenantKeys = createTenantKeys(keys, { maxKeys: 1, maxAgeMs: 1, maxUses: 1 });
  const prints = new Map<TenantId, Parameters<typeof fingerprintBy>[0]>();
  for (const { id, endpoints } of universe.tenants) {
    const owner = { tenant: id, subject: tenantSubject };
    prints.set(id, (await makeKey({ ...keys, tenantKeys }, owner, printsKey(world.seed, id))).key);
    for (const one of endpoints) await doors.put(one); // Sealed under that key.
  }
  Object.assign(universe.vault, {
    fingerprint: (tenant: TenantId, text: string) => {
      const key = prints.get(tenant);
      if (key === undefined) throw new Error(`Cannot find the key of "${tenant}"`);
      return fingerprintBy(key, text);
    },
  });
};

/** It follows from the seed, so that the ids of customers, which are derived from it, do as well. */
const printsKey = (seed: number, tenant: TenantId): Buffer =>
  createHash("sha256").update(`${seed} prints of ${tenant}`).digest();
