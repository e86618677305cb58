import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit, Event, NewCommit } from "#core/kernel/message";

/** The commits of one stream, oldest first, personal fields readable (or `[erased]`). */
type StreamSlice<E extends Event = Event> = { readonly commits: readonly Commit<E>[] };

/**
 * `appended`: it is written and will be there after any crash.
 * `already_appended`: this very command, with this payload, had written this version before (our own retry, mostly).
 * `version_moved`: something else stands there; reload and decide again.
 */
export type Appended = "appended" | "already_appended" | "version_moved";

export interface EventStore {
  read(tenant: TenantId, stream: StreamName): Promise<StreamSlice>;

  /** As `read`, for who asks for facts alone: personal fields may still be sealed. Far less work. */
  readFacts(tenant: TenantId, stream: StreamName): Promise<StreamSlice>;

  /** Seals personal fields, chains and writes the commit, all or nothing, if its version is still free. */
  append(commit: NewCommit): Promise<Appended>;

  /** A commit as the feed brings it, with its personal fields readable (or `[erased]`). */
  open(sealed: Commit): Promise<Commit>;
}

export type FeedEntry = {
  /** 1, 2, 3 … per tenant, without a gap, in the order in which commits became visible. */
  readonly position: number;
  /** Personal fields still sealed. */
  readonly commit: Commit;
};

/**
 * Every commit once, at a position that a reader can trust: when a reader has seen position n, no
 * commit will ever appear at or below n, also when writers race.
 */
export interface Feed {
  after(tenant: TenantId, position: number, limit: number): Promise<readonly FeedEntry[]>;
}
