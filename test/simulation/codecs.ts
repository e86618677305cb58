import type { Event, NewCommit } from "#core/kernel/message";
import type { Vault } from "#core/ports/vault";
import { catalog } from "#events/catalog";
import { type Codec, createCodec, type EventCatalog, type EventDescription } from "#events/codec";

/**
 * Two releases of the event store. The newer one has renamed a field of two events and upcasts the older spelling;
 * the older one writes that spelling, and cannot read the newer one at all.
 */
export const codecsOf = (
  vault: Pick<Vault, "cipher" | "opener">,
  isDeploying: boolean,
): Readonly<Record<"before" | "after", Codec>> => {
  const whole = vault as Vault;
  const plain = createCodec({ vault: whole, catalog });
  if (!isDeploying) return { before: plain, after: plain };
  const after = createCodec({ vault: whole, catalog: newer });
  return { before: olderSpelling(plain), after };
};

const renamed: Readonly<Record<string, readonly [now: string, before: string]>> = {
  "execution.due": ["why", "reason"],
  "appointment.confirmed": ["by", "who"],
};

const newer: EventCatalog = Object.fromEntries(
  Object.entries(catalog as EventCatalog).map(([type, entry]): [string, EventDescription] => {
    const names = renamed[type];
    if (names === undefined) return [type, entry];
    const [now, before] = names;
    const upcast = (event: Event): Event => rename(event, before, now);
    return [type, { ...entry, version: 2, older: [{ personal: entry.personal, upcast }] }];
  }),
);

const olderSpelling = (plain: Codec): Codec => ({
  ...plain,
  seal: (commit: NewCommit) =>
    plain.seal({
      ...commit,
      events: commit.events.map((event) => {
        const names = renamed[event.type];
        return names === undefined ? event : rename(event, ...names);
      }),
    }),
});

const rename = (event: Event, from: string, to: string): Event => {
  const { [from]: value, ...rest } = event as Event & Readonly<Record<string, unknown>>;
  return value === undefined ? event : ({ ...rest, [to]: value } as Event);
};
