import type { StreamName, TenantId } from "#core/kernel/ids";
import type { Commit, Event, NewCommit } from "#core/kernel/message";
import type { Vault } from "#core/ports/vault";
import { mapFields, textAt } from "#events/field";
import {
  contextOf,
  erased,
  formatSealed,
  type Place,
  parseSealed,
  type Sealed,
} from "#events/sealed";

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
  /** Personal fields are readable, `[erased]`, or still sealed: it may move them, and never looks into them. */
  readonly upcast: (event: Event) => Event;
};

export type EventCatalog = Readonly<Record<string, EventDescription>>;

export type Codec = {
  /** Seals personal fields and writes down each event's schema version. Throws on events not in the catalog. */
  readonly seal: (commit: NewCommit) => Promise<NewCommit>;
  /** Undoes `seal`, and brings events of older versions to the present one. Throws on what was tampered with. */
  readonly open: (commit: Commit) => Promise<Commit>;
  /** `open` for who asks for facts alone: personal fields stay sealed. `null` where an event is of an older version. */
  readonly factsOf: (commit: Commit) => Commit | null;
  /**
   * A commit as it is stored, with events of older versions brought to the present one and personal fields still sealed:
   * for who folds commits and opens none. Throws on a type or a version that this program does not know, so that nobody
   * folds past what a newer one has written.
   */
  readonly present: (sealed: Commit) => Commit;
  /** Opens one sealed field wherever it has been copied to; `[erased]` where its key is gone. */
  readonly openSealed: (tenant: TenantId, stream: StreamName, text: string) => Promise<string>;
};

type Deps = { readonly vault: Vault; readonly catalog: EventCatalog };

export const createCodec = ({ vault, catalog }: Deps): Codec => ({
  seal: async (commit) => {
    const described = commit.events.map((event) => ({ event, about: describe(catalog, event) }));
    const subjects = described.map(({ event, about }) =>
      isPersonal(event, about) ? about.subject(event, commit.stream) : null,
    );
    const ciphers = await forEach(subjects, (one) => vault.cipher(commit.tenant, one));
    const events = described.map(({ event, about }, index) => {
      const subject = subjects[index] ?? null;
      const cipher = subject === null ? undefined : ciphers.get(subject);
      const sealOne = (plain: string, field: string) => {
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
    const fields = sealedFieldsOf(versioned);
    const openers = await forEach(
      fields.map(({ sealed }) => sealed.subject),
      (one) => vault.opener(commit.tenant, one),
    );
    const events = versioned.map(({ event, upcasts }, index) => {
      const own = fields.filter((one) => one.index === index);
      const openOne = (_text: string, field: string) => {
        const sealed = own.find((one) => one.field === field)?.sealed;
        const opener = sealed && openers.get(sealed.subject);
        if (sealed === undefined || opener === undefined) throw new Error(unsealed(event, field));
        // The place is the commit's, not what the text claims: a text moved here from elsewhere is found.
        const context = contextOf({ ...placeOf(commit), index, field });
        return opener.open(sealed.cipherText, context) ?? erased;
      };
      const names = own.map(({ field }) => field);
      return upcasted(mapFields(event, names, openOne), upcasts);
    });
    return { ...commit, events };
  },

  factsOf: (commit) => {
    const versioned = commit.events.map((event) => versionOf(catalog, event));
    const isOld = versioned.some(({ upcasts }) => upcasts.length > 0);
    return isOld ? null : { ...commit, events: versioned.map(({ event }) => event) };
  },

  present: presentIn(catalog),

  openSealed: async (tenant, stream, text) => {
    const sealed = parseSealed(text);
    if (sealed === null) throw new Error("Cannot open a text that is not sealed");
    const opener = await vault.opener(tenant, sealed.subject);
    return opener.open(sealed.cipherText, contextOf({ tenant, stream, ...sealed })) ?? erased;
  },
});

/** `present` of a codec, for who has no key. */
export const presentIn =
  (catalog: EventCatalog): Codec["present"] =>
  (sealed) => {
    if (sealed.events.every((event) => isCurrent(catalog, event))) return sealed;
    const versioned = sealed.events.map((event) => versionOf(catalog, event));
    return { ...sealed, events: versioned.map(({ event, upcasts }) => upcasted(event, upcasts)) };
  };

const describe = (catalog: EventCatalog, event: Event): EventDescription => {
  const about = Object.hasOwn(catalog, event.type) ? catalog[event.type] : undefined;
  if (about === undefined)
    throw unknownEvent(`Cannot handle event "${event.type}": not in the catalog`);
  return about;
};

/** Mostly a newer program has written it: the log, which tells names and no messages, shall say so. */
const unknownEvent = (message: string): Error =>
  Object.assign(new Error(message), { name: "event_unknown" });

/** Most events say nothing of anybody: whoever asked for a key all the same would pay for each of them. */
const isPersonal = (event: Event, { personal }: EventDescription): boolean =>
  personal.some((field) => textAt(event, field) !== null);

type Stored = Event & { readonly v?: unknown };

type Versioned = {
  readonly event: Event;
  readonly personal: readonly string[];
  readonly upcasts: readonly OlderVersion["upcast"][];
};

const isCurrent = (catalog: EventCatalog, stored: Stored): boolean =>
  stored.v === describe(catalog, stored).version;

/** How to read a stored event: by the description of the version it was written in. */
const versionOf = (catalog: EventCatalog, stored: Stored): Versioned => {
  const about = describe(catalog, stored);
  const { v, ...event } = stored;
  if (v === about.version) return { event, personal: about.personal, upcasts: [] };

  const missed = typeof v === "number" && v >= 1 ? (about.older ?? []).slice(v - 1) : [];
  const [writtenAs] = missed;
  if (writtenAs === undefined)
    throw unknownEvent(`Cannot read version ${String(v)} of event "${stored.type}"`);
  return { event, personal: writtenAs.personal, upcasts: missed.map(({ upcast }) => upcast) };
};

const upcasted = (event: Event, upcasts: Versioned["upcasts"]): Event =>
  upcasts.reduce<Event>((older, step) => step(older), event);

type SealedField = { readonly index: number; readonly field: string; readonly sealed: Sealed };

const sealedFieldsOf = (versioned: readonly Versioned[]): readonly SealedField[] => {
  const found: SealedField[] = [];
  for (const [index, { event, personal }] of versioned.entries())
    for (const field of personal) {
      const text = textAt(event, field);
      if (text === null) continue;
      const sealed = parseSealed(text);
      if (sealed === null) throw new Error(unsealed(event, field));
      found.push({ index, field, sealed });
    }
  return found;
};

const forEach = async <Tool>(
  subjects: readonly (string | null)[],
  ask: (subject: string) => Promise<Tool>,
): Promise<ReadonlyMap<string, Tool>> => {
  const tools = new Map<string, Tool>();
  for (const subject of subjects)
    if (subject !== null && !tools.has(subject)) tools.set(subject, await ask(subject));
  return tools;
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
