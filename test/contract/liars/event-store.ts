import { genesis } from "#core/kernel/chain";
import { as, type Hex, type StreamName, type TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { EventStore } from "#core/ports/event-store";
import { eventStoreContract, type EventStoreStage } from "#test/contract/event-store";
import { liarsOf, lying } from "#test/contract/liars/liar";
import { doorOpened, newCommit, tenantA } from "#test/support/sample-commits";

const lie = lying<EventStoreStage>(({ store, vault }) => ({ store, vault }));

/** Reads a stream, keeps a copy if that seems worth it, and gives the copy ever after. */
const remembering = (
  store: EventStore,
  isWorthKeeping: (commits: readonly Commit[]) => boolean,
): EventStore => {
  const kept = new Map<string, readonly Commit[]>();
  const read = async (tenant: TenantId, stream: StreamName) => {
    const name = `${tenant} ${stream}`;
    const { commits } = await store.read(tenant, stream);
    if (!kept.has(name) && isWorthKeeping(commits)) kept.set(name, structuredClone(commits));
    return { commits: kept.get(name) ?? commits };
  };
  return { ...store, read };
};

export const eventStoreLiars = liarsOf(eventStoreContract, [
  lie(
    "says appended and writes nothing",
    ({ store, vault }) => ({ vault, store: { ...store, append: async () => "appended" } }),
    "gives back what was appended, oldest first, with its personal fields readable",
    "answers a repeated commit with already_appended and writes nothing",
    "still knows the repeated commit after others have followed it",
    "keeps tenants apart, also in streams of the same name",
  ),
  lie(
    "invents a beginning for every stream",
    ({ store, vault }) => {
      const invented = { ...newCommit(), hash: genesis };
      const read = async (tenant: TenantId, stream: StreamName) => {
        const { commits } = await store.read(tenant, stream);
        return { commits: commits.length === 0 ? [invented] : commits };
      };
      return { vault, store: { ...store, read } };
    },
    "reads a stream that nobody has written as empty",
  ),
  lie(
    "forgets the version check and writes at the end",
    ({ store, vault }) => ({
      vault,
      store: {
        ...store,
        append: async (commit) => {
          const { commits } = await store.read(commit.tenant, commit.stream);
          const prev = commits.at(-1)?.hash ?? genesis;
          await store.append({ ...commit, version: commits.length + 1, prev });
          return "appended";
        },
      },
    }),
    "refuses a version that somebody else has written",
    "refuses a commit that would leave a gap",
    "refuses a commit that does not follow from the last one",
    "lets exactly one of twenty racing writers win",
  ),
  lie(
    "forgets which command wrote a commit",
    ({ store, vault }) => {
      let count = 0;
      const append: typeof store.append = (commit) => {
        count += 1;
        return store.append({ ...commit, commandId: as(`${commit.commandId}#${count}`) });
      };
      return { vault, store: { ...store, append } };
    },
    "answers a repeated commit with already_appended and writes nothing",
    "still knows the repeated commit after others have followed it",
    "refuses a command that has already written another version",
  ),
  lie(
    "looks at the id of a command, and not at what it says",
    ({ store, vault }) => {
      const payloadHash = "ab".repeat(32) as Hex;
      const append: typeof store.append = (commit) => store.append({ ...commit, payloadHash });
      return { vault, store: { ...store, append } };
    },
    "has a command with another payload under the same id decided again, so that it is refused",
  ),
  lie(
    "reads the newest first",
    ({ store, vault }) => ({
      vault,
      store: {
        ...store,
        read: async (tenant, stream) => ({
          commits: (await store.read(tenant, stream)).commits.toReversed(),
        }),
      },
    }),
    "gives back what was appended, oldest first, with its personal fields readable",
  ),
  lie(
    "gives every commit the same hash",
    ({ store, vault }) => ({
      vault,
      store: {
        ...store,
        read: async (tenant, stream) => ({
          commits: (await store.read(tenant, stream)).commits.map((commit) => ({
            ...commit,
            hash: "0".repeat(64) as Hex,
          })),
        }),
      },
    }),
    "gives the hash that the next commit must point back to",
  ),
  lie(
    "reads from a copy that grows old",
    ({ store, vault }) => ({ vault, store: remembering(store, () => true) }),
    "shows a reader who saw a refusal the commit that was in the way",
  ),
  lie(
    "remembers what it has opened, and lets everybody scribble on it",
    ({ store, vault }) => ({
      vault,
      store: remembering(store, (commits) => commits.length > 0),
    }),
    "reads the fields of an erased subject as [erased] and all others as before",
    "does not let one reader change what the next one reads",
  ),
  lie(
    "puts all tenants into one",
    ({ store, vault }) => ({
      vault,
      store: {
        ...store,
        read: (_, stream) => store.read(tenantA, stream),
        append: (commit) => store.append({ ...commit, tenant: tenantA }),
      },
    }),
    "keeps tenants apart, also in streams of the same name",
  ),
  lie(
    "writes what it can of a commit",
    ({ store, vault }) => ({
      vault,
      store: {
        ...store,
        append: async (commit) => {
          const events = commit.events.filter(({ type }) => type !== "nobody.knows");
          await store.append({ ...commit, events: events.length === 0 ? [doorOpened] : events });
          throw new Error("nobody.knows, or it is a commit without events");
        },
      },
    }),
    "writes nothing of a commit that holds an event not in the catalog",
    "refuses to append a commit without events",
  ),
]);
