import { inTurn } from "#core/app/in-turn";
import { canonical } from "#core/kernel/canonical";
import { genesis } from "#core/kernel/chain";
import type { Decider, Refusal } from "#core/kernel/decider";
import { type CorrelationId, derive, type Hex } from "#core/kernel/ids";
import type { Cause, Command, Commit, Event } from "#core/kernel/message";
import type { Clock } from "#core/ports/clock";
import type { EventStore } from "#core/ports/event-store";
import type { Metrics } from "#core/ports/metrics";
import type { Vault } from "#core/ports/vault";

export type CommandDeps = {
  readonly store: EventStore;
  readonly vault: Vault;
  readonly clock: Clock;
  /** Version of the time-zone data of this process. */
  readonly tzdb: string;
  readonly pause: (ms: number) => Promise<void>;
  readonly metrics: Metrics;
};

export type Handled<R extends Refusal> =
  | { readonly kind: "committed"; readonly version: number }
  /** This very command was committed before: its answer stands. */
  | { readonly kind: "repeated"; readonly version: number }
  | { readonly kind: "nothing_new"; readonly version: number }
  | { readonly kind: "refused"; readonly refusal: R | CommandRefusal };

export type CommandRefusal =
  | { readonly code: "command_id_reused"; readonly details: { readonly commandId: string } }
  | { readonly code: "stream_busy"; readonly details: { readonly attempts: number } };

const attempts = 5;

/**
 * Decides one command against its stream and writes the events as one commit.
 *
 * Repeating a command is harmless: its id is found in the stream and the first answer stands; the same id
 * with another payload is refused. Commands of this process to one stream take turns; when somebody else wrote
 * first, the stream is read and the command decided again, at most five times.
 */
export const handleCommand = <S, W, E extends Event, R extends Refusal, F>(
  deps: CommandDeps,
  decider: Decider<S, W, E, R, F & { now: Commit["at"]; version: number; tzdb: string }>,
  command: Command<NoInfer<W>>,
  facts: F,
): Promise<Handled<R>> =>
  inTurn(deps.store, command, () => decideAndWrite(deps, decider, command, facts));

const decideAndWrite = async <S, W, E extends Event, R extends Refusal, F>(
  deps: CommandDeps,
  decider: Decider<S, W, E, R, F & { now: Commit["at"]; version: number; tzdb: string }>,
  command: Command<NoInfer<W>>,
  facts: F,
): Promise<Handled<R>> => {
  const { tenant, stream, commandId } = command;
  const payloadHash = await deps.vault.fingerprint(tenant, canonical(command.wish));

  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { commits } = await deps.store.read(tenant, stream);
    const own = commits.find((commit) => commit.commandId === commandId);
    if (own !== undefined) return answerOf(own, payloadHash);

    const version = commits.length + 1;
    const at = notBefore(deps.clock.now(), commits.at(-1));
    const state = stateAfter(decider, commits);
    const decided = decider.decide(state, command.wish, {
      ...facts,
      now: at,
      version,
      tzdb: deps.tzdb,
    });
    if (!decided.ok) return { kind: "refused", refusal: decided.refusal };
    if (decided.value.length === 0) return { kind: "nothing_new", version: version - 1 };

    const prev = commits.at(-1)?.hash ?? genesis;
    const { value: events } = decided;
    const cause = causeOf(command, commits[0]);
    const commit = { tenant, stream, version, commandId, payloadHash, cause, at, events, prev };
    if ((await deps.store.append(commit)) !== "version_moved")
      return { kind: "committed", version };

    deps.metrics.count("commands.version_moved");
    await deps.pause(jitterMs(payloadHash, attempt));
  }
  return { kind: "refused", refusal: { code: "stream_busy", details: { attempts } } };
};

/**
 * Folds a stream's commits; the commits of a stream are always of the events that its decider knows.
 *
 * A commit never changes, so the state after it is remembered for as long as the commit itself is held
 * in memory: a stream that grows by one commit is folded by one commit.
 */
export const stateAfter = <S, E extends Event>(
  decider: Pick<Decider<S, never, E, Refusal, never>, "initial" | "evolve">,
  commits: readonly Commit[],
): S => {
  refuseGap(commits);
  const known = statesOf<S>(decider.evolve);
  let from = commits.length;
  let state = decider.initial;
  for (; from > 0; from--) {
    const remembered = known.get(commits[from - 1] as Commit);
    if (remembered === undefined) continue;
    state = remembered;
    break;
  }
  for (const commit of commits.slice(from)) {
    for (const event of commit.events) state = decider.evolve(state, event as E, commit.at);
    known.set(commit, state);
  }
  return state;
};

/** Whoever gives less than the stream is not believed: what is missing may be that somebody wants no texts. (Invariant S1.) */
const refuseGap = (commits: readonly Commit[]): void => {
  const last = commits.at(-1);
  if (last === undefined || last.version === commits.length) return;
  const { stream, version } = last;
  const text = `Cannot fold "${stream}": version ${version} stands in place ${commits.length}`;
  throw Object.assign(new Error(text), { name: "StreamIncomplete" });
};

const remembered = new WeakMap<object, WeakMap<Commit, unknown>>();

const statesOf = <S>(evolve: object): WeakMap<Commit, S> => {
  const known = remembered.get(evolve);
  if (known !== undefined) return known as WeakMap<Commit, S>;
  const states = new WeakMap<Commit, S>();
  remembered.set(evolve, states);
  return states;
};

const answerOf = (own: Commit, payloadHash: Hex): Handled<never> =>
  own.payloadHash === payloadHash
    ? { kind: "repeated", version: own.version }
    : {
        kind: "refused",
        refusal: { code: "command_id_reused", details: { commandId: own.commandId } },
      };

const causeOf = ({ cause, stream }: Command<unknown>, first: Commit | undefined): Cause => ({
  ...cause,
  correlationId:
    cause.correlationId ?? first?.cause.correlationId ?? derive<CorrelationId>("story", stream),
});

/** A clock may step back; the order of a stream's commits does not. */
const notBefore = (now: Commit["at"], last: Commit | undefined): Commit["at"] =>
  last !== undefined && last.at > now ? last.at : now;

/** A few milliseconds that differ by command and attempt, so that two rivals do not meet again. */
const jitterMs = (payloadHash: Hex, attempt: number): number =>
  (Number.parseInt(payloadHash.slice(attempt, attempt + 2), 16) % 8) * attempt;
