import type { TenantId } from "#core/kernel/ids";
import { fromEpochMs } from "#core/kernel/time";
import type { LogFields } from "#core/ports/log";
import type { TextMessage } from "#core/ports/messenger";
import type { QueueMessage } from "#core/ports/queues";
import type { ViewItem } from "#core/ports/views";
import type { Codec } from "#events/codec";
import type { Deps } from "#functions/deps";
import type { Planted } from "#test/simulation/planted";
import { type Cloud, createCloud } from "#test/simulation/aws/cloud";
import { codecsOf } from "#test/simulation/codecs";
import type { On } from "#test/simulation/faults";
import {
  type CallKind,
  createDoor,
  type Door,
  type Fates,
  hostNow,
  type Invocation,
} from "#test/simulation/invocation";
import type { PackInUse } from "#test/simulation/packs";
import {
  bookingSystemsPort,
  createSimDesk,
  type SimDesk,
  type System,
} from "#test/simulation/ports/bookings";
import { breakersPort } from "#test/simulation/ports/breakers";
import { createSimCarrier, messengerPort, type SimCarrier } from "#test/simulation/ports/messenger";
import { modelPort } from "#test/simulation/ports/model";
import { createSimTill, paymentsPort, type SimTill } from "#test/simulation/ports/payments";
import type { Vault } from "#core/ports/vault";
import { createSimQueues, queuesPort, type SimQueues } from "#test/simulation/ports/queues";
import {
  createSimStore,
  feedPort,
  sealedPort,
  type SimStore,
  storePort,
} from "#test/simulation/ports/store";
import {
  createSimTables,
  cursorsPort,
  leasesPort,
  type Place,
  pacingPort,
  type SimTables,
  viewsPort,
} from "#test/simulation/ports/tables";
import { createSimTimers, type SimTimers, timersPort } from "#test/simulation/ports/timers";
import { createSimVault, type SimVault, vaultPort } from "#test/simulation/ports/vault";
import type { Watch } from "#test/simulation/watch";
import { personMark, type SimTenant } from "#test/simulation/tenants";
import type { World } from "#test/simulation/world";

/** Everything behind the ports, and how an invocation gets to it. */
export type Universe = {
  readonly world: World;
  readonly door: Door;
  readonly tenants: readonly SimTenant[];
  readonly tenant: (id: TenantId) => SimTenant;
  readonly store: SimStore;
  readonly vault: SimVault;
  readonly tables: SimTables;
  readonly timers: SimTimers;
  readonly queues: SimQueues;
  readonly carrier: SimCarrier;
  readonly till: SimTill;
  readonly desk: SimDesk;
  readonly codecs: Readonly<Record<"before" | "after", Codec>>;
  readonly deps: (invocation: Invocation) => Deps;
  watch: Watch | null;
  /** While one of these lasts, whoever is behind it answers nobody; and how wrong a clock has been at most. */
  readonly down: { carrier: boolean; mail: boolean; keys: boolean; worstSkewMs: number };
  readonly hasModel: boolean;
  /** AWS, where the house runs over its adapters. */
  readonly cloud: Cloud | null;
  /** Does what an invocation does. */
  readonly enter: <T>(invocation: Invocation, work: () => Promise<T>) => Promise<T>;
};

export type UniverseParts = {
  readonly world: World;
  readonly tenants: readonly SimTenant[];
  readonly fates: Fates;
  readonly packs: Readonly<Record<"before" | "after", PackInUse>>;
  readonly isDeploying: boolean;
  readonly hasModel: boolean;
  /** Whether anybody asks the booking systems. */
  readonly asks: boolean;
  readonly planted: Planted | null;
  readonly on: On;
};

export const carrierAccount = `AC${"0".repeat(32)}`;
export const publicUrl = "https://aro.example";

export const createUniverse = (parts: UniverseParts): Universe => {
  const { world, tenants } = parts;
  const down = { carrier: false, mail: false, keys: false, worstSkewMs: 0 };
  const door = createDoor(world, parts.fates);
  const vault = createSimVault(world.seed);
  const cipher: Vault["cipher"] = async (tenant, subject) => {
    if (down.keys) throw keysDown;
    return vault.cipherOf(tenant, subject);
  };
  const known = new Map(tenants.map((one) => [one.id, one]));
  const universe: Universe = {
    world,
    door,
    tenants,
    tenant: (id) => {
      const one = known.get(id);
      if (one === undefined) throw new Error(`Cannot find tenant "${id}"`);
      return one;
    },
    store: createSimStore(world, parts.on === "aws"),
    vault,
    tables: createSimTables(),
    timers: createSimTimers(),
    queues: createSimQueues(world),
    carrier: createSimCarrier(down),
    till: createSimTill(),
    desk: createSimDesk(parts.asks),
    codecs: codecsOf({ cipher, opener: cipher }, parts.isDeploying),
    deps: (invocation) => {
      const deps = depsFor(universe, parts, invocation);
      return parts.planted?.wrap?.(deps, invocation, universe) ?? deps;
    },
    watch: null,
    down,
    hasModel: parts.hasModel,
    cloud: null,
    enter: (_, work) => work(),
  };
  return parts.on === "aws" ? onAws(universe, parts) : universe;
};

/** The same universe, whose ports are the adapters of AWS; what is not on AWS stays as it is. */
const onAws = (universe: Universe, parts: UniverseParts): Universe => {
  const cloud = createCloud(universe, parts);
  const known = new WeakMap<Invocation, Deps>();
  const depsOf = (invocation: Invocation): Deps => {
    const deps = cloud.deps(depsFor(universe, parts, invocation), invocation);
    return parts.planted?.wrap?.(deps, invocation, universe) ?? deps;
  };
  Object.assign(universe.queues, { add: cloud.send });
  return Object.assign(universe, {
    cloud,
    enter: cloud.enter,
    codecs: codecsOf(cloud.looking.vault, parts.isDeploying),
    deps: (invocation: Invocation) => {
      const deps = known.get(invocation) ?? depsOf(invocation);
      known.set(invocation, deps);
      return deps;
    },
  });
};

const keysDown = Object.assign(new Error("The key service does not answer"), { name: "KeysDown" });

/** What the ports of every invocation are made of: the same for all. */
const sharedBy = (universe: Universe) => {
  const { world, door, tables, vault } = universe;
  const own = (who: Invocation, tenant: TenantId, call: string): void =>
    world.check(
      "T1",
      who.tenant === null || who.tenant === tenant,
      () => `${who.role} for ${who.tenant ?? ""} calls ${call} for ${tenant}`,
    );
  const storeParts = { world, door, tables: universe.store, vault, codecs: universe.codecs, own };
  const tableParts = {
    door,
    tables,
    own,
    nowMs: world.nowMs,
    onPlace: (who: Invocation, { line, atMs, mostMs }: Place) => {
      if (line === "texts") who.placeMs = atMs;
      world.check(
        "C3",
        atMs <= mostMs + 1,
        () => `a place in the line of ${line} is ${Math.round((atMs - mostMs) / 1_000)} s too late`,
      );
    },
    onPut: (tenant: TenantId, item: ViewItem) => universe.watch?.onRow(tenant, item),
  };
  return {
    own,
    storeParts,
    tableParts,
    vaultParts: { world, door, vault, own, isDown: () => universe.down.keys },
    timerParts: { world, door, timers: universe.timers, own },
    queueParts: {
      world,
      door,
      queues: universe.queues,
      own,
      onSend: (one: QueueMessage) => universe.watch?.onQueued(one),
    },
    carrierParts: {
      world,
      door,
      carrier: universe.carrier,
      own,
      onSend: (who: Invocation, message: TextMessage) => universe.watch?.onSend(who, message),
      onAbsent: (message: TextMessage) => universe.watch?.onAbsent(message),
      onCall: (who: Invocation, kind: CallKind, by: "carrier" | "mail") =>
        universe.watch?.onCall(who, by, kind),
    },
    tillParts: {
      world,
      door,
      till: universe.till,
      own,
      onOpen: (tenant: TenantId, execution: string) => universe.watch?.onLink(tenant, execution),
      onCall: (who: Invocation, kind: CallKind) => universe.watch?.onCall(who, "payments", kind),
    },
    bookingParts: {
      world,
      door,
      desk: universe.desk,
      tenants: universe.tenants,
      own,
      onCall: (who: Invocation, system: System) =>
        universe.watch?.onCall(who, `booking:${system}`, "sends"),
    },
    pause: (ms: number) => new Promise<void>((resolve) => world.plan(ms, resolve)),
    metrics: { count: () => {}, observeMs: () => {} },
    log: logOf(universe),
    doors: doorsOf(universe),
  };
};

type Shared = ReturnType<typeof sharedBy>;

const shared = new WeakMap<Universe, Shared>();

const depsFor = (universe: Universe, parts: UniverseParts, invocation: Invocation): Deps => {
  const all = shared.get(universe) ?? sharedBy(universe);
  shared.set(universe, all);
  const { world, door } = universe;
  const { own, tableParts, doors } = all;
  const { host } = invocation.sandbox;
  const { tenants, endpoints } = tenantPorts(universe, invocation, own);
  return {
    clock: { now: () => hostNow(world, host) },
    tzdb: host.release === "before" ? "2026a" : "2026b",
    pause: all.pause,
    metrics: all.metrics,
    log: all.log,
    store: storePort(all.storeParts, invocation),
    feed: feedPort(all.storeParts, invocation),
    vault: vaultPort(all.vaultParts, invocation),
    views: viewsPort(tableParts, invocation),
    cursors: cursorsPort(tableParts, invocation),
    leases: leasesPort(tableParts, invocation),
    pacing: pacingPort(tableParts, invocation),
    breakers: breakersPort(tableParts, invocation),
    timers: timersPort(all.timerParts, invocation),
    queues: queuesPort(all.queueParts, invocation),
    messenger: messengerPort(all.carrierParts, invocation),
    payments: paymentsPort(all.tillParts, invocation),
    senderPace: null,
    pack: parts.packs[host.release],
    reading: parts.hasModel
      ? { model: modelPort({ world, door, own }, invocation), limits: budget }
      : undefined,
    tenants,
    endpoints,
    signatureClocks: () => [hostNow(world, host)],
    bookingSystems: bookingSystemsPort(all.bookingParts, invocation),
    publicUrl: doors.publicUrl,
    signedUrls: doors.signedUrls,
    carrierAccount: doors.carrierAccount,
    isMoneyReal: doors.isMoneyReal,
    tenantOfToken: doors.tenantOfToken,
    localTenant: doors.localTenant,
    saveSettings: doors.saveSettings,
    deadLetters: doors.deadLetters,
    openSealed: doors.openSealed,
    present: universe.codecs[host.release].present,
    sealed: sealedPort(all.storeParts, invocation),
    health: doors.health,
    metricsText: doors.metricsText,
    phone: doors.phone,
    mail: doors.mail,
  };
};

const budget = {
  tokensPerMonth: 40_000,
  minorPerMonth: null,
  prices: { inputPerMillion: 10, outputPerMillion: 40 },
};

const tenantPorts = (
  { door, tenants, tenant: find }: Universe,
  invocation: Invocation,
  own: (who: Invocation, tenant: TenantId, call: string) => void,
): Pick<Deps, "tenants" | "endpoints"> => ({
  tenants: {
    settings: (id) => {
      own(invocation, id, "tenants.settings");
      return door.effect(invocation, "tenants.settings", () => find(id).settings);
    },
  },
  endpoints: {
    find: (id) =>
      door.effect(
        invocation,
        "endpoints.find",
        () => tenants.flatMap(({ endpoints }) => endpoints).find((one) => one.id === id) ?? null,
      ),
    ofTenant: (id) => door.effect(invocation, "endpoints.ofTenant", () => find(id).endpoints),
  },
});

const doorsOf = ({ codecs, tenants }: Universe) => ({
  publicUrl: () => publicUrl,
  signedUrls: () => [publicUrl],
  carrierAccount,
  isMoneyReal: false,
  tenantOfToken: async () => null,
  localTenant: tenants[0]?.id ?? ("nobody" as TenantId),
  saveSettings: async () => "kept" as const,
  deadLetters: {
    list: async () => [],
    find: async () => null,
    replay: async () => ({ outcome: "not_found" as const }),
    archive: async () => ({ outcome: "not_found" as const }),
    purge: async () => ({ outcome: "purged" as const, letters: [] }),
  },
  openSealed: codecs.after.openSealed,
  health: async () => [],
  metricsText: () => "",
  phone: null,
  mail: { certificateAt: async () => null, confirm: async () => false },
});

/** Nothing of a person and no secret may stand in a log, whatever goes wrong. */
const logOf = (universe: Universe): Deps["log"] => {
  const { world } = universe;
  const line =
    (level: string) =>
    (event: string, fields: LogFields = {}): void => {
      const text = JSON.stringify(fields);
      world.check("P1", !personMark.test(text), () => `the log says ${event} ${text}`);
      if (level === "error") world.count(`log ${event}`);
      universe.watch?.onLog(level, event, fields);
      if (level !== "debug") world.tell?.(`${fromEpochMs(world.nowMs())}     ${event} ${text}`);
    };
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
};
