import type { Commit } from "#core/kernel/message";
import { appointmentsView } from "#core/views/appointment-row";
import { customersView } from "#core/views/customer-row";
import { tasksView } from "#core/views/task-row";
import type { Views } from "#core/ports/views";
import type { Deps } from "#functions/deps";

type Take = (commits: readonly Commit[]) => Promise<void>;

/**
 * A fold goes wrong where a commit is left out. One may have been put aside, because it could not be taken; and the stream
 * of a table on AWS promises an order only for one item, and a commit is one. So where commits come for which the row is not
 * ready, those in between are read from where they are stored. When they come themselves, they are no news.
 */
export const withoutGaps =
  ({ views, sealed }: Pick<Deps, "views" | "sealed">, take: Take): Take =>
  async (commits) => {
    const [first] = commits;
    if (first === undefined) return;
    const { tenant, stream, version } = first;
    const reflected = version === 1 ? 0 : await reflectedIn(views, first);
    if (reflected === null || (version <= reflected + 1 && isWhole(commits))) return take(commits);

    const all = await sealed(tenant, stream);
    return take(all.filter((commit) => commit.version > reflected));
  };

/** The version of the stream that its row is of; `null` where such a stream has none. */
const reflectedIn = async (views: Views, { tenant, stream }: Commit): Promise<number | null> => {
  const [kind = "", key = ""] = stream.split("/");
  const view = rowByKind[kind];
  if (view === undefined) return null;
  return (await views.get(tenant, view, key))?.source.version ?? 0;
};

/** The row that every commit of such a stream is written into. */
const rowByKind: Readonly<Record<string, string>> = {
  appointment: appointmentsView,
  customer: customersView,
  task: tasksView,
};

const isWhole = (commits: readonly Commit[]): boolean =>
  commits.every(({ version }, index) => version === (commits[0]?.version ?? 0) + index);
