import type { TenantId } from "#core/kernel/ids";
import type { Deps } from "#functions/deps";
import type { Dice } from "#test/simulation/chance";
import type { Host, Invocation, Sandbox } from "#test/simulation/invocation";
import type { Universe } from "#test/simulation/universe";

/** How an invocation ended: with a value, with an error, or not at all (it died, or ran out of time). */
export type Ended<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "failed" }
  | { readonly kind: "dead" };

type Job = {
  readonly role: string;
  readonly tenant: TenantId | null;
  readonly timeoutMs?: number;
  /** It ends when its time is up, also where it stands still; no zombie is left of it. */
  readonly endsInTime?: boolean;
};

export type Hosts = {
  readonly all: readonly Host[];
  /** Runs `work` somewhere; `then` is told once how it ended. */
  readonly invoke: <T>(
    job: Job,
    work: (deps: Deps) => Promise<T>,
    then?: (ended: Ended<T>) => void,
  ) => void;
};

const ordinaryTimeoutMs = 30_000;

/** Machines whose clocks differ, that release new code at different moments, and that die. */
export const createHosts = (universe: Universe): Hosts => {
  const { world } = universe;
  const dice = world.chance.dice("hosts");
  const all = Array.from({ length: 2 + Math.floor(dice() * 3) }, (_, index): Host => {
    const isOff = world.strikes("host.clock_offset", `host-${index}`);
    return {
      name: `host-${index}`,
      offsetMs: isOff ? Math.round((dice() * 2 - 1) * skewMs) : 0,
      release: "before",
      sandboxes: [],
      running: new Set(),
    };
  });
  universe.down.worstSkewMs = Math.max(1_000, ...all.map(({ offsetMs }) => Math.abs(offsetMs)));
  let ids = 0;
  return {
    all,
    invoke: ({ role, tenant, timeoutMs = ordinaryTimeoutMs, endsInTime = false }, work, then) => {
      const sandbox = freeSandbox(universe, all, dice);
      const invocation: Invocation = {
        id: ++ids,
        role,
        tenant,
        sandbox,
        beganMs: world.nowMs(),
        deadlineMs: world.nowMs() + timeoutMs,
        isAlive: true,
        hasEnded: false,
        frozenUntilMs: 0,
        onDeath: () => then?.({ kind: "dead" }),
        placeMs: null,
        reads: new Map(),
        breakers: new Map(),
      };
      begin(invocation);
      if (endsInTime) world.plan(timeoutMs, () => universe.door.kill(invocation));
      const end = (): boolean => {
        if (!invocation.isAlive) return false;
        invocation.hasEnded = true;
        sandbox.current = null;
        sandbox.idleSinceMs = world.nowMs();
        sandbox.host.running.delete(invocation);
        return true;
      };
      universe
        .enter(invocation, () => work(universe.deps(invocation)))
        .then(
          (value) => void (end() && then?.({ kind: "done", value })),
          (error: unknown) => {
            if (!isOrdinary(error))
              world.tell?.(`   ! ${role} #${invocation.id}: ${String(error)}`);
            if (end()) then?.({ kind: "failed" });
          },
        );
    },
  };
};

/** No clock that is kept in order is farther off than this; what is farther is a step, and another fault. */
export const skewMs = 5_000;

const isOrdinary = (error: unknown): boolean =>
  error instanceof Error && ["PortDown", "Throttled", "KeysDown"].includes(error.name);

const freeSandbox = (universe: Universe, hosts: readonly Host[], dice: Dice): Sandbox => {
  const host = hosts[Math.floor(dice() * hosts.length)] as Host;
  const free = host.sandboxes.find(({ current }) => current === null);
  if (free !== undefined && !isReclaimed(universe, free)) return free;
  if (free !== undefined) host.sandboxes.splice(host.sandboxes.indexOf(free), 1);
  const sandbox: Sandbox = { host, current: null, idleSinceMs: 0, frozen: [] };
  host.sandboxes.push(sandbox);
  return sandbox;
};

const keptWarmMs = 900_000;

/** On AWS a container that nobody needs goes; now and then one is thawed much later. */
const isReclaimed = ({ world, cloud }: Universe, { idleSinceMs }: Sandbox): boolean =>
  cloud !== null && world.nowMs() - idleSinceMs > keptWarmMs && !world.strikes("container.thawed");

/** What was left un-awaited in this process thaws now, whoever's turn it is. */
const begin = (invocation: Invocation): void => {
  const { sandbox } = invocation;
  sandbox.current = invocation;
  sandbox.host.running.add(invocation);
  for (const { goOn } of sandbox.frozen.splice(0)) goOn();
};
