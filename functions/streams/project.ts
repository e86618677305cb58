import type { App } from "#core/app/app";
import { project } from "#core/app/project";
import type { Commit } from "#core/kernel/message";

/** Every commit, as the feed brings it: folds it into the read models. */
export const create =
  (deps: Pick<App, "views">) =>
  async (sealed: Commit): Promise<void> =>
    project(deps, sealed);
