import { isFolded, project } from "#core/app/project";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { StandingRow, StandingRows } from "#core/ports/standing-rows";
import type { ViewItem } from "#core/ports/views";

export type RefoldDeps = {
  readonly rows: StandingRows;
  /** Every commit of a stream as it is stored by now, from the first on. */
  readonly sealed: (tenant: TenantId, stream: StreamName) => Promise<readonly Commit[]>;
};

/** What a stream's commits make: its rows by their names, and how many of them stood otherwise. */
export type Refolded = { readonly names: ReadonlySet<string>; readonly mended: number };

/**
 * Folds one stream from its first commit on, and mends those of its rows that stand otherwise.
 *
 * Others may fold the same stream meanwhile, and no row ever goes back: a row is looked at, then the commits are read,
 * so whatever the row rightly reflects is among them; and it is written only if nobody has written it since.
 */
export const refoldStream = async (
  { rows, sealed }: RefoldDeps,
  tenant: TenantId,
  stream: StreamName,
): Promise<Refolded> => {
  const folded = async () =>
    isFolded(stream) ? foldedFrom(await sealed(tenant, stream)) : new Map<string, ViewItem>();
  let [mended, wanted] = [0, await folded()];
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const others = await standingOtherwise(rows, tenant, wanted);
    if (others.length === 0) return { names: new Set(wanted.keys()), mended };
    wanted = await folded();
    for (const [name, standing] of others) {
      const item = wanted.get(name);
      if (item === undefined || isSame(standing, item)) continue;
      if ((await rows.put(tenant, item, standing)) === "replaced") mended += 1;
    }
  }
  throw Object.assign(new Error(`Cannot fold "${stream}" anew: others keep writing its rows`), {
    name: "rows_moved",
  });
};

const standingOtherwise = async (
  rows: StandingRows,
  tenant: TenantId,
  wanted: ReadonlyMap<string, ViewItem>,
): Promise<readonly (readonly [string, StandingRow | null])[]> => {
  const others: [string, StandingRow | null][] = [];
  for (const [name, item] of wanted) {
    const standing = await rows.get(tenant, item.view, item.key);
    if (!isSame(standing, item)) others.push([name, standing]);
  }
  return others;
};

/** A stream that is written all the time is written by people: it stands still for a moment soon. */
const mostAttempts = 10;

export const nameOf = (view: string, key: string): string => `${view} ${key}`;

/** By the same code as ever, into rows of its own. */
const foldedFrom = async (commits: readonly Commit[]): Promise<ReadonlyMap<string, ViewItem>> => {
  const folded = new Map<string, ViewItem>();
  const views = {
    get: async (_: TenantId, view: string, key: string) => folded.get(nameOf(view, key)) ?? null,
    put: async (_: TenantId, item: ViewItem) => {
      // As a table gives it back: what has no value is not there.
      folded.set(nameOf(item.view, item.key), JSON.parse(JSON.stringify(item)) as ViewItem);
      return "put" as const;
    },
  };
  await project({ views }, commits);
  return folded;
};

const isSame = (standing: StandingRow | null, wanted: ViewItem): boolean =>
  standing !== null && standing.item !== null && spelled(standing.item) === spelled(wanted);

const spelled = ({ view, key, index1, index2, source, data }: ViewItem): string =>
  JSON.stringify([view, key, index1, index2, source.stream, source.version, data]);
