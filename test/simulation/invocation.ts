import type { TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import { fromEpochMs } from "#core/kernel/time";
import type { Breaker, Provider } from "#core/policy/breaker";
import type { Dice } from "#test/simulation/chance";
import { type Outcome, outcomes } from "#test/simulation/tally";
import type { World } from "#test/simulation/world";

/** A machine: a clock of its own, one release of the code, and places in which invocations run. */
export type Host = {
  readonly name: string;
  offsetMs: number;
  /** Which release runs here: `before` or `after` the deploy in the middle. */
  release: "before" | "after";
  readonly sandboxes: Sandbox[];
  readonly running: Set<Invocation>;
};

/** A process that serves one invocation after the other, and is frozen in between. */
export type Sandbox = {
  readonly host: Host;
  current: Invocation | null;
  /** When the last invocation ended. */
  idleSinceMs: number;
  /** Continuations of work that nobody awaited: they go on when the next invocation begins. */
  readonly frozen: { readonly tenant: TenantId | null; readonly goOn: () => void }[];
};

export type Invocation = {
  readonly id: number;
  readonly role: string;
  readonly tenant: TenantId | null;
  readonly sandbox: Sandbox;
  readonly beganMs: number;
  readonly deadlineMs: number;
  isAlive: boolean;
  hasEnded: boolean;
  frozenUntilMs: number;
  onDeath: (() => void) | null;
  /** For checks: the place that it was given last in the line before the carrier. */
  placeMs: number | null;
  /** For checks: which version of each stream it has read last, and when. */
  readonly reads: Map<string, { version: number; atMs: number }>;
  /** For checks: what it last knew of each provider, and whether it was let through as the probe. */
  readonly breakers: Map<Provider, { readonly breaker: Breaker; readonly isProbe: boolean }>;
};

/** Whether something goes out by a call, or whether it only asks what became of it; `either` where nobody can tell. */
export type CallKind = "sends" | "looks_up" | "either";

/** What a caller gets in place of an answer: thrown where nothing else is said. */
export type Instead<T> = { readonly lost: () => T; readonly refused: () => T };

export type Fate = Exclude<Outcome, never> | "host_crash" | "slow";

/** Decides what becomes of a call. */
export type Fates = (invocation: Invocation, call: string) => Fate;

export type Door = {
  readonly effect: <T>(
    invocation: Invocation,
    call: string,
    run: () => T,
    instead?: Instead<T>,
  ) => Promise<T>;
  readonly kill: (invocation: Invocation) => void;
};

const patienceMs = 5_000;

/** Shared: nobody reads their stacks, and there are a great many of them. */
const portDown = Object.assign(new Error("The port did not answer"), { name: "PortDown" });

/**
 * The one door through which everything goes that touches the world. Each call takes its time, and may run, be
 * refused, lose its reply, kill its caller before or after, freeze it, or come late.
 */
export const createDoor = (world: World, fates: Fates): Door => {
  const latency = world.chance.dice("latency");
  const kill = (invocation: Invocation): void => {
    if (!invocation.isAlive || invocation.hasEnded) return;
    invocation.isAlive = false;
    const { sandbox } = invocation;
    sandbox.host.running.delete(invocation);
    sandbox.host.sandboxes.splice(sandbox.host.sandboxes.indexOf(sandbox), 1);
    world.tell?.(`${fromEpochMs(world.nowMs())}   † ${invocation.role} #${invocation.id} dies`);
    const told = invocation.onDeath;
    if (told !== null) world.plan(1_000, told);
  };
  const effect: Door["effect"] = <T>(
    invocation: Invocation,
    port: string,
    run: () => T,
    instead?: Instead<T>,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const name = nameOf(invocation.role, port);
      checkPlace(world, invocation, name);
      const fate = fates(invocation, name);
      count(world, name, fate);
      const u = latency();
      const takesMs = fate === "slow" ? 1_000 + u * 40_000 : 1 + 40 * u * u * u;
      const call: Call<T> = { invocation, fate, run, instead, resolve, reject };
      world.plan(takesMs, () => {
        world.trace(invocation.id, takesMs * 1_024);
        if (fate === "run" && isInTime(world, invocation)) apply(world, call);
        else carryOut(world, call, { kill, latency });
      });
    });
  return { effect, kill };
};

/** Nothing stands between the caller and its answer. */
const isAtWork = (world: World, { isAlive, hasEnded, frozenUntilMs }: Invocation): boolean =>
  isAlive && !hasEnded && frozenUntilMs <= world.nowMs();

const isInTime = (world: World, { isAlive, deadlineMs }: Invocation): boolean =>
  isAlive && world.nowMs() <= deadlineMs;

const isAnswered: Readonly<Record<Fate, boolean>> = {
  run: true,
  slow: true,
  frozen: true,
  failed_before: false,
  reply_lost: false,
  crash_before: false,
  crash_after: false,
  host_crash: false,
  late: false,
};

type Call<T> = {
  readonly invocation: Invocation;
  readonly fate: Fate;
  readonly run: () => T;
  readonly instead: Instead<T> | undefined;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
};

const apply = <T>(world: World, { invocation, fate, run, resolve, reject }: Call<T>): void => {
  try {
    const value = run();
    if (!isAnswered[fate]) return;
    if (isAtWork(world, invocation)) resolve(value);
    else goOn(world, invocation, () => resolve(value));
  } catch (error) {
    goOn(world, invocation, () => reject(error));
  }
};

const failed = <T>({ fate, instead, resolve, reject }: Call<T>): void => {
  if (instead === undefined) reject(portDown);
  else resolve(fate === "failed_before" ? instead.refused() : instead.lost());
};

type Means = { readonly kill: (invocation: Invocation) => void; readonly latency: Dice };

/** The few calls that do not just run, in time and to an answer. */
const carryOut = <T>(world: World, call: Call<T>, { kill, latency }: Means): void => {
  const { invocation, fate } = call;
  const fail = (): void => failed(call);
  const applied = (): void => apply(world, call);
  if (!invocation.isAlive) {
    if (latency() < 0.5) applied(); // The request was on its way when the caller died.
    return;
  }
  if (world.nowMs() > invocation.deadlineMs && invocation.frozenUntilMs === 0) {
    kill(invocation);
    return applied();
  }
  switch (fate) {
    case "run":
    case "slow":
      return applied();
    case "failed_before":
      return goOn(world, invocation, fail);
    case "reply_lost":
      applied();
      return world.plan(patienceMs, () => goOn(world, invocation, fail));
    case "crash_before":
      return kill(invocation);
    case "crash_after":
      applied();
      return kill(invocation);
    case "host_crash":
      applied();
      for (const one of Array.from(invocation.sandbox.host.running)) kill(one);
      return;
    case "frozen":
      invocation.frozenUntilMs = world.nowMs() + 30_000 + latency() ** 3 * 4 * 3_600_000;
      return applied();
    case "late":
      world.plan(patienceMs, () => goOn(world, invocation, fail));
      return world.plan(patienceMs + latency() * 60_000, applied);
  }
};

/** Gives the caller its answer: now, when it thaws, or in the middle of somebody else's invocation. */
const goOn = (world: World, invocation: Invocation, answer: () => void): void => {
  if (!invocation.isAlive) return;
  if (invocation.hasEnded) {
    const { sandbox, tenant } = invocation;
    if (sandbox.current !== null) return answer();
    sandbox.frozen.push({ tenant, goOn: answer });
    return;
  }
  const frozenMs = invocation.frozenUntilMs - world.nowMs();
  if (frozenMs > 0) return world.plan(frozenMs, () => goOn(world, invocation, answer));
  answer();
};

/** Work whose invocation is over, and which yet calls out, does so in whatever runs there now. */
const checkPlace = (world: World, invocation: Invocation, name: string): void => {
  const { tenant, sandbox, hasEnded } = invocation;
  if (tenant === null) return;
  const { current } = sandbox;
  const isAtHome = !hasEnded || current === null || current.tenant === tenant;
  world.check(
    "T3",
    isAtHome,
    () => `${name} of ${tenant} runs inside ${current?.role ?? "nobody"}`,
  );
};

const count = (world: World, name: string, fate: Fate): void => {
  world.tally.effects += 1;
  const counts = (world.tally.calls[name] ??= outcomes.map(() => 0));
  const index = places[fate];
  counts[index] = (counts[index] ?? 0) + 1;
};

/** In the order of `outcomes`. */
const places: Readonly<Record<Fate, number>> = {
  ...(Object.fromEntries(outcomes.map((outcome, index) => [outcome, index])) as Readonly<
    Record<Outcome, number>
  >),
  host_crash: outcomes.indexOf("crash_after"),
  slow: outcomes.indexOf("run"),
};

/** One text for each, made once: a fresh one would be hashed anew at every look-up. */
const nameOf = (role: string, call: string): string => {
  let own = names.get(role);
  if (own === undefined) {
    own = new Map();
    names.set(role, own);
  }
  const known = own.get(call);
  if (known !== undefined) return known;
  const name = `${role}.${call}`;
  own.set(call, name);
  return name;
};

const names = new Map<string, Map<string, string>>();

/** What the machine's own clock shows. */
export const hostNow = (world: World, { offsetMs }: Host): Instant => {
  const ms = world.nowMs() + offsetMs;
  if (ms !== spelled.ms) spelled = { ms, text: fromEpochMs(ms) };
  return spelled.text;
};

/** The clock stands still while an invocation computes, and is asked several times meanwhile. */
let spelled = { ms: 0, text: fromEpochMs(0) };
