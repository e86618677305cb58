import { project } from "#core/app/project";
import type { Commit } from "#core/kernel/message";
import type { Deps } from "#functions/deps";
import { rowsOfOneFold } from "#functions/rows-of-one-fold";
import { withoutGaps } from "#functions/without-gaps";

/**
 * The commits of one stream, in their order, as the feed brings them: folds them into the read models, behind those that
 * its row still lacks.
 */
export const create =
  ({ views: stored, present, sealed }: Pick<Deps, "views" | "present" | "sealed">) =>
  async (commits: readonly Commit[]): Promise<void> => {
    const views = rowsOfOneFold(stored);
    const fold = (own: readonly Commit[]) => project({ views }, own.map(present));
    return withoutGaps({ views, sealed }, fold)(commits);
  };
