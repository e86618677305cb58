import type { App } from "#core/app/app";
import { project } from "#core/app/project";
import type { Commit } from "#core/kernel/message";
import { catalog } from "#events/catalog";
import { presentIn } from "#events/codec";

const present = presentIn(catalog);

/** The commits of one stream, in their order, as the feed brings them: folds them into the read models. */
export const create =
  (deps: Pick<App, "views">) =>
  async (commits: readonly Commit[]): Promise<void> =>
    project(deps, commits.map(present));
