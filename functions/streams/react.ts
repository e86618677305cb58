import type { App } from "#core/app/app";
import { react } from "#core/app/react";
import type { Commit } from "#core/kernel/message";
import type { Deps } from "#functions/deps";

/** The commits of one stream, as the feed brings them: does what each asks for. Throws to be given them again. */
export const create =
  (deps: App & Pick<Deps, "present">) =>
  async (commits: readonly Commit[]): Promise<void> => {
    for (const commit of commits.map(deps.present)) await react(deps, commit);
  };
