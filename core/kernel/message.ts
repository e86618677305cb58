import type { Accountable, BySystem } from "#core/kernel/authority";
import type {
  CausationId,
  CommandId,
  CorrelationId,
  Hex,
  StreamName,
  TenantId,
} from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

/**
 * The words that everything uses.
 *
 * - **event**: something that happened; it has a `type` from the catalog and is never changed.
 * - **command**: a wish; it is decided once, by its `commandId`, however often it comes.
 * - **commit**: the events of one command, written at once, chained to the commit before it.
 * - **stream**: the commits of one thing (an appointment, a customer), versions 1, 2, 3 … without a gap.
 * - **actor**: who wanted it. **correlation**: the story it belongs to. **causation**: what came right before.
 */
export type Event = { readonly type: string };

export type Actor =
  | { readonly kind: "system"; readonly name: string }
  | { readonly kind: "provider"; readonly name: string }
  | { readonly kind: "operator"; readonly name: string }
  | { readonly kind: "customer" };

export type Cause<By extends Actor = Actor> = {
  readonly correlationId: CorrelationId;
  readonly causationId: CausationId;
  readonly actor: By;
};

/**
 * A command as it travels: what is wished, and everything that makes repeating it harmless. What only somebody
 * accountable may wish cannot be spelled with the system as its actor.
 */
export type Command<Wish> = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly commandId: CommandId;
} & (Wished<Actor, BySystem<Wish>> | Wished<Accountable, Wish>);

type Wished<By extends Actor, Wish> = {
  /** `correlationId: null` goes on with the story that the stream already belongs to. */
  readonly cause: Omit<Cause<By>, "correlationId"> & {
    readonly correlationId: CorrelationId | null;
  };
  readonly wish: Wish;
};

/** A commit whose place in the chain is not known yet. */
export type NewCommit<E extends Event = Event> = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly version: number;
  readonly commandId: CommandId;
  /** Keyed (HMAC), not a bare hash: a phone number must not be guessable from the log. */
  readonly payloadHash: Hex;
  readonly cause: Cause;
  readonly at: Instant;
  readonly events: readonly E[];
  readonly prev: Hex;
};

export type Commit<E extends Event = Event> = NewCommit<E> & { readonly hash: Hex };
