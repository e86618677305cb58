import type { Hex } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { EventStore } from "#core/ports/event-store";
import type { RunEvent } from "#core/workflow/events";

/**
 * The same store, for who decides by what it reads: it has looked for the definitions that runs pin before it answers.
 *
 * While a release is under way, and after it was taken back, runs that the next release has begun are carried on by this
 * one. Who begins a run has kept its pack first, so the definition is there; only this container was opened before it.
 * Without it the run would be blocked, and nothing would happen in its stream that could wake it again.
 */
export const pinnedKnown = (
  store: EventStore,
  learn: (pinned: readonly Hex[]) => Promise<void>,
): EventStore => ({
  ...store,
  read: async (...stream) => {
    const slice = await store.read(...stream);
    await learn(pinnedIn(slice.commits));
    return slice;
  },
});

const pinnedIn = (commits: readonly Commit[]): readonly Hex[] =>
  commits.flatMap(({ events }) =>
    events.flatMap((event) =>
      event.type === "run.started" ? [(event as RunStarted).definition.hash] : [],
    ),
  );

type RunStarted = Extract<RunEvent, { type: "run.started" }>;
