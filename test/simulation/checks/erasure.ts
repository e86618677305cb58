import type { TenantId } from "#core/kernel/ids";
import { parseSealed } from "#events/sealed";
import type { Stage } from "#test/simulation/run";
import type { Universe } from "#test/simulation/universe";

/** Who was erased cannot be read any more, wherever copies of what was sealed for them still stand. */
export const checkErasures = async ({ universe }: Stage): Promise<void> => {
  const { store, tenants, queues } = universe;
  for (const { id } of tenants)
    for (const { position, commit } of store.feed(id)) {
      if (!commit.events.some(({ type }) => type === "customer.erased")) continue;
      const isParked = queues.buried.some(
        ({ body }) => (body as { stream?: string }).stream === commit.stream,
      );
      if (isParked) continue;
      const subject = commit.stream.slice("customer/".length);
      await checkErased(universe, id, { subject, position });
    }
};

const checkErased = async (
  universe: Universe,
  tenant: TenantId,
  { subject, position }: { readonly subject: string; readonly position: number },
): Promise<void> => {
  const { world, store, codecs } = universe;
  for (const { commit } of store.feed(tenant).slice(0, position))
    for (const text of sealedTexts(commit.events)) {
      if (parseSealed(text)?.subject !== subject) continue;
      const opened = await codecs.after.openSealed(tenant, commit.stream, text);
      world.check(
        "P2",
        opened === "[erased]",
        () => `${commit.stream} ${commit.version} still opens`,
      );
    }
};

const sealedTexts = (value: unknown): readonly string[] => {
  if (typeof value === "string") return value.startsWith("sealed:v1:") ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(sealedTexts);
};
