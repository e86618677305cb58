import type { App } from "#core/app/app";
import { react } from "#core/app/react";
import type { Commit } from "#core/kernel/message";

/** Every commit, as the feed brings it: does what it asks for. Throws to be given the same commit again. */
export const create =
  (deps: App) =>
  async (sealed: Commit): Promise<void> =>
    react(deps, sealed);
