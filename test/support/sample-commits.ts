import { genesis } from "#core/kernel/chain";
import { as, type Hex, type StreamName, type TenantId } from "#core/kernel/ids";
import type { Event, NewCommit } from "#core/kernel/message";
import { at } from "#core/kernel/time";
import type { EventStore } from "#core/ports/event-store";
import type { EventCatalog } from "#events/codec";

/** A catalog of two events, enough to try everything a store does with events. */
export const sampleCatalog: EventCatalog = {
  "guest.arrived": {
    version: 2,
    personal: ["contact.name", "contact.phone"],
    subject: (event) => ("guest" in event ? String(event.guest) : null),
    older: [
      {
        personal: ["fullName"],
        upcast: (event) => {
          const { fullName, ...rest } = event as Event & { fullName: string | null };
          return { ...rest, contact: { name: fullName, phone: null } };
        },
      },
    ],
  },
  "door.opened": { version: 1, personal: [], subject: () => null },
};

export const doorOpened: Event = { type: "door.opened" };

export const guestArrived = (
  guest: string,
  contact: { readonly name: string | null; readonly phone: string | null },
): Event & { readonly guest: string; readonly contact: typeof contact } => ({
  type: "guest.arrived",
  guest,
  contact,
});

export const tenantA: TenantId = as("tenant-a");
export const tenantB: TenantId = as("tenant-b");
export const house: StreamName = as("house/1");

type Wish = Partial<Omit<NewCommit, "commandId">> & { readonly command?: string };

/** A commit ready to append; only what the story is about need be said. */
export const newCommit = ({ command, ...wish }: Wish = {}): NewCommit => {
  const { stream = house, version = 1 } = wish;
  return {
    tenant: tenantA,
    stream,
    version,
    commandId: as(command ?? `command-${stream}-${version}`),
    payloadHash: "ab".repeat(32) as Hex,
    cause: {
      correlationId: as("correlation-1"),
      causationId: as("causation-1"),
      actor: { kind: "system", name: "test" },
    },
    at: at("2026-03-02T09:00:00Z"),
    events: [doorOpened],
    prev: genesis,
    ...wish,
  };
};

/** Appends a commit as the next of its stream, reading first; gives what was asked for. */
export const appendNext = async (
  store: EventStore,
  wish: Omit<Wish, "version" | "prev"> = {},
): Promise<NewCommit> => {
  const { tenant = tenantA, stream = house } = wish;
  const { commits } = await store.read(tenant, stream);
  const prev = commits.at(-1)?.hash ?? genesis;
  const commit = newCommit({ ...wish, tenant, stream, version: commits.length + 1, prev });
  const outcome = await store.append(commit);
  if (outcome !== "appended") throw new Error(`Cannot set the scene: ${outcome}`);
  return commit;
};
