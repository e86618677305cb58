import type { App } from "#core/app/app";
import { project } from "#core/app/project";
import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { FeedEntry } from "#core/ports/event-store";

const slice = 500;

/**
 * Folds a tenant's read models anew from its commits, as if nobody had ever folded any. The rows come out
 * the same, byte for byte, unless some were wrong.
 *
 * Only while nobody else folds: a reader that goes on from its old place would fold the end of a stream
 * without its beginning. Interrupted, it leaves nothing wrong: the reader begins from the first commit.
 */
export const rebuild = async (
  { views, cursors, feed }: Pick<App, "views" | "cursors" | "feed">,
  tenant: TenantId,
  reader: string,
  onSlice: (commits: number) => void = () => undefined,
): Promise<{ readonly commits: number }> => {
  await cursors.restart(tenant, reader);
  await views.clear(tenant);
  let position = 0;
  for (let entries = await feed.after(tenant, 0, slice); entries.length > 0; ) {
    for (const own of byStream(entries)) await project({ views }, own);
    position = entries.at(-1)?.position ?? position;
    await cursors.advance(tenant, reader, position);
    onSlice(position);
    entries = await feed.after(tenant, position, slice);
  }
  return { commits: position };
};

const byStream = (entries: readonly FeedEntry[]): Iterable<readonly Commit[]> => {
  const streams = new Map<StreamName, Commit[]>();
  for (const { commit } of entries) {
    const own = streams.get(commit.stream) ?? [];
    own.push(commit);
    streams.set(commit.stream, own);
  }
  return streams.values();
};
