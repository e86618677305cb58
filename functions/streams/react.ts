import type { App } from "#core/app/app";
import { react } from "#core/app/react";
import type { Commit } from "#core/kernel/message";
import { catalog } from "#events/catalog";
import { presentIn } from "#events/codec";

const present = presentIn(catalog);

/** The commits of one stream, as the feed brings them: does what each asks for. Throws to be given them again. */
export const create =
  (deps: App) =>
  async (commits: readonly Commit[]): Promise<void> => {
    for (const commit of commits.map(present)) await react(deps, commit);
  };
