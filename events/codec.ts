import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit, Event, NewCommit } from "#core/kernel/message";
import type { Cipher, Vault } from "#core/ports/vault";
import { mapField } from "#events/field";
import { contextOf, erased, formatSealed, type Place, parseSealed } from "#events/sealed";

/** What the codec must know about a type of event. */
export type EventDescription = {
  /** Schema version that the program writes now. */
  readonly version: number;
  /** Dot paths (`contact.name`) of the fields that are personal: a string or `null`, always present. */
  readonly personal: readonly string[];
  /** Whose key seals them; `null` where the event concerns nobody, and has then nothing personal. */
  readonly subject: (event: Event, stream: StreamName) => string | null;
  /** Entry n describes schema version n + 1, and makes an event of version n + 2 of it. */
  readonly older?: readonly OlderVersion[];
};

export type OlderVersion = {
  readonly personal: readonly string[];
  /** Given the event with its personal fields readable, or `[erased]`. */
  readonly upcast: (event: Event) => Event;
};

export type EventCatalog = Readonly<Record<string, EventDescription>>;

export type Codec = {
  /** Seals personal fields and writes down each event's schema version. Throws on events not in the catalog. */
  readonly seal: (commit: NewCommit) => Promise<NewCommit>;
  /** Undoes `seal`, and brings events of older versions to the present one. Throws on what was tampered with. */
  readonly open: (commit: Commit) => Promise<Commit>;
  /** Opens one sealed field wherever it has been copied to; `[erased]` where its key is gone. */
  readonly openSealed: (tenant: TenantId, stream: StreamName, text: string) => Promise<string>;
};

type Deps = { readonly vault: Vault; readonly catalog: EventCatalog };

export const createCodec = ({ vault, catalog }: Deps): Codec => ({
  seal: async (commit) => {
    const described = commit.events.map((event) => ({ event, about: describe(catalog, event) }));
    const subjects = described.map(({ event, about }) => about.subject(event, commit.stream));
    const ciphers = await ciphersOf(vault, commit.tenant, subjects);
    const events = described.map(({ event, about }, index) => {
      const subject = subjects[index] ?? null;
      const cipher = subject === null ? undefined : ciphers.get(subject);
      const sealOne = (field: string) => (plain: string) => {
        if (subject === null || cipher === undefined) throw new Error(ownerless(event, field));
        const context = contextOf({ ...placeOf(commit), index, field });
        const cipherText = cipher.seal(plain, context);
        return formatSealed({ subject, version: commit.version, index, field, cipherText });
      };
      return { ...mapFields(event, about.personal, sealOne), v: about.version };
    });
    return { ...commit, events };
  },

  open: async (commit) => {
    const versioned = commit.events.map((event) => versionOf(catalog, event));
    const ciphers = await ciphersOf(vault, commit.tenant, versioned.flatMap(subjectsIn));
    const events = versioned.map(({ event, personal, upcasts }, index) => {
      const opened = mapFields(event, personal, (field) => (text) => {
        const sealed = parseSealed(text);
        const cipher = sealed === null ? undefined : ciphers.get(sealed.subject);
        if (sealed === null || cipher === undefined) throw new Error(unsealed(event, field));
        // The place is the commit's, not what the text claims: a text moved here from elsewhere is found.
        return (
          cipher.open(sealed.cipherText, contextOf({ ...placeOf(commit), index, field })) ?? erased
        );
      });
      return upcasts.reduce<Event>((older, upcast) => upcast(older), opened);
    });
    return { ...commit, events };
  },

  openSealed: async (tenant, stream, text) => {
    const sealed = parseSealed(text);
    if (sealed === null) throw new Error("Cannot open a text that is not sealed");
    const cipher = await vault.cipher(tenant, sealed.subject);
    return cipher.open(sealed.cipherText, contextOf({ tenant, stream, ...sealed })) ?? erased;
  },
});

const describe = (catalog: EventCatalog, event: Event): EventDescription => {
  const about = Object.hasOwn(catalog, event.type) ? catalog[event.type] : undefined;
  if (about === undefined)
    throw new Error(`Cannot handle event "${event.type}": not in the catalog`);
  return about;
};

type Versioned = {
  readonly event: Event;
  readonly personal: readonly string[];
  readonly upcasts: readonly OlderVersion["upcast"][];
};

/** How to read a stored event: by the description of the version it was written in. */
const versionOf = (catalog: EventCatalog, stored: Event & { readonly v?: unknown }): Versioned => {
  const about = describe(catalog, stored);
  const { v, ...event } = stored;
  if (v === about.version) return { event, personal: about.personal, upcasts: [] };

  const missed = typeof v === "number" && v >= 1 ? (about.older ?? []).slice(v - 1) : [];
  const [writtenAs] = missed;
  if (writtenAs === undefined)
    throw new Error(`Cannot read version ${String(v)} of event "${stored.type}"`);
  return { event, personal: writtenAs.personal, upcasts: missed.map(({ upcast }) => upcast) };
};

const subjectsIn = ({ event, personal }: Versioned): readonly string[] => {
  const subjects: string[] = [];
  mapFields(event, personal, () => (text) => {
    const subject = parseSealed(text)?.subject;
    if (subject !== undefined) subjects.push(subject);
    return text;
  });
  return subjects;
};

const mapFields = (
  event: Event,
  fields: readonly string[],
  change: (field: string) => (text: string) => string,
): Event => fields.reduce((changed, field) => mapField(changed, field, change(field)), event);

const ciphersOf = async (
  vault: Vault,
  tenant: TenantId,
  subjects: readonly (string | null)[],
): Promise<ReadonlyMap<string, Cipher>> => {
  const distinct = [...new Set(subjects)].filter((subject) => subject !== null);
  const ciphers = await Promise.all(distinct.map((subject) => vault.cipher(tenant, subject)));
  return new Map(ciphers.map((cipher, index) => [distinct[index] ?? "", cipher]));
};

const placeOf = ({ tenant, stream, version }: NewCommit): Omit<Place, "index" | "field"> => ({
  tenant,
  stream,
  version,
});

const ownerless = (event: Event, field: string): string =>
  `Cannot seal "${field}" of event "${event.type}": it has no subject`;

const unsealed = (event: Event, field: string): string =>
  `Cannot open "${field}" of event "${event.type}": it is not sealed`;
