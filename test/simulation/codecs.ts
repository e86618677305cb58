import type { Commit, Event, NewCommit } from "#core/kernel/message";
import type { Vault } from "#core/ports/vault";
import { catalog } from "#events/catalog";
import { type Codec, createCodec, type EventCatalog, type EventDescription } from "#events/codec";

/**
 * Two releases of the program. The newer one has renamed a field of two events and upcasts the older spelling; the
 * older one writes and reads that spelling, and cannot read the newer one at all. Between its doors it is the same code.
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
  seal: (commit) => plain.seal(respelled(commit, ([now, before]) => [now, before])),
  open: async (commit) => readAgain(await plain.open(commit)),
  factsOf: (commit) => {
    const facts = plain.factsOf(commit);
    return facts && readAgain(facts);
  },
  present: (commit) => readAgain(plain.present(commit)),
});

const readAgain = (commit: Commit): Commit => respelled(commit, ([now, before]) => [before, now]);

const respelled = <C extends NewCommit>(
  commit: C,
  way: (names: readonly [now: string, before: string]) => readonly [from: string, to: string],
): C => ({
  ...commit,
  events: commit.events.map((event) => {
    const names = renamed[event.type];
    return names === undefined ? event : rename(event, ...way(names));
  }),
});

const rename = (event: Event, from: string, to: string): Event => {
  const { [from]: value, ...rest } = event as Event & Readonly<Record<string, unknown>>;
  return value === undefined ? event : ({ ...rest, [to]: value } as Event);
};
