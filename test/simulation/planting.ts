import type { StreamName } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { closedBreaker } from "#core/policy/breaker";
import type { EventStore } from "#core/ports/event-store";
import type { Deps } from "#functions/deps";
import type { Invocation, Sandbox } from "#test/simulation/invocation";
import type { Universe } from "#test/simulation/universe";

export type Wrap = (deps: Deps, invocation: Invocation, universe: Universe) => Deps;
type Part<K extends keyof Deps> = (
  port: Deps[K],
  invocation: Invocation,
  universe: Universe,
) => Deps[K];

/** Puts something else in the place of one port. */
export const port =
  <K extends keyof Deps>(name: K, change: Part<K>): Wrap =>
  (deps, invocation, universe) => ({ ...deps, [name]: change(deps[name], invocation, universe) });

export const at =
  (role: string | RegExp, wrap: Wrap): Wrap =>
  (deps, invocation, universe) =>
    (typeof role === "string" ? invocation.role === role : role.test(invocation.role))
      ? wrap(deps, invocation, universe)
      : deps;

export const store = (change: Part<"store">): Wrap => port("store", change);
export const isCustomer = (stream: StreamName): boolean => stream.startsWith("customer/");

/** Every read goes through `see`. */
export const reading = (
  see: (commits: readonly Commit[], stream: StreamName) => readonly Commit[],
): Wrap =>
  store((real) => ({
    ...real,
    read: async (tenant, stream) => ({
      commits: see((await real.read(tenant, stream)).commits, stream),
    }),
    readFacts: async (tenant, stream) => ({
      commits: see((await real.readFacts(tenant, stream)).commits, stream),
    }),
  }));

export const pretendsToWrite = (which: (stream: StreamName) => boolean): Wrap =>
  store((real) => ({
    ...real,
    append: async (commit) => (which(commit.stream) ? "appended" : real.append(commit)),
  }));

/** Such events never reach the log; a commit of nothing else is none. */
export const unwritten = (type: string): Wrap =>
  store((real) => ({
    ...real,
    append: async (commit) => {
      const events = commit.events.filter((event) => event.type !== type);
      return events.length === 0 ? "appended" : real.append({ ...commit, events });
    },
  }));

type Told = Readonly<Record<string, unknown>> & { readonly type: string };

/** Each event as it is changed on its way to the log; `null` where it never gets there. */
export const writing = (change: (event: Told) => Told | null): Wrap =>
  store((real) => ({
    ...real,
    append: async (commit) => {
      const events = commit.events.flatMap((event) => change(event) ?? []);
      return events.length === 0 ? "appended" : real.append({ ...commit, events });
    },
  }));

export const withoutType =
  (type: string) =>
  (commits: readonly Commit[]): readonly Commit[] =>
    commits.map((commit) => ({
      ...commit,
      events: commit.events.filter((event) => event.type !== type),
    }));

export const sending = (
  change: (send: Deps["messenger"]["send"], universe: Universe) => Deps["messenger"]["send"],
): Wrap =>
  port("messenger", (real, _, universe) => ({
    ...real,
    send: change((message, now) => real.send(message, now), universe),
  }));

const remember = new WeakMap<Invocation, Map<string, ReturnType<EventStore["readFacts"]>>>();

export const onceOnly: Wrap = store((real, invocation) => {
  const known = remember.get(invocation) ?? new Map<string, ReturnType<EventStore["readFacts"]>>();
  remember.set(invocation, known);
  return {
    ...real,
    readFacts: (tenant, stream) => {
      const name = `${tenant} ${stream}`;
      const slice = known.get(name) ?? real.readFacts(tenant, stream);
      known.set(name, slice);
      return slice;
    },
  };
});

export const rebased: Wrap = store((real, _, universe) => ({
  ...real,
  append: async (commit) => {
    const outcome = await real.append(commit);
    if (outcome !== "version_moved") return outcome;
    const head = universe.store.streamOf(commit.tenant, commit.stream)?.sealed.at(-1);
    if (head === undefined) return outcome;
    return real.append({ ...commit, version: head.version + 1, prev: head.hash });
  },
}));

const writtenHere = new WeakMap<Sandbox, Set<string>>();

/** What is known of a provider ends with the process that has learned it. */
export const forgetful: Wrap = port("breakers", (real, { sandbox }) => {
  const known = writtenHere.get(sandbox) ?? new Set<string>();
  writtenHere.set(sandbox, known);
  return {
    ...real,
    read: async (tenant, provider) => {
      const { breaker, version } = await real.read(tenant, provider);
      const isKnown = breaker.status === "closed" || known.has(`${tenant} ${provider}`);
      return isKnown ? { breaker, version } : { breaker: closedBreaker, version };
    },
    replace: (tenant, provider, next) => {
      if (next.breaker.status !== "closed") known.add(`${tenant} ${provider}`);
      return real.replace(tenant, provider, next);
    },
  };
});

export const hidingOwn = (olderThanMs: number): Wrap =>
  store((real, _, { world }) => ({
    ...real,
    read: async (tenant, stream) => {
      const { commits } = await real.read(tenant, stream);
      const isOld = ({ at: when }: Commit): boolean =>
        Date.parse(when) + olderThanMs <= world.nowMs();
      return {
        commits: commits.map((commit) =>
          isOld(commit) ? { ...commit, commandId: "forgotten" as Commit["commandId"] } : commit,
        ),
      };
    },
  }));
