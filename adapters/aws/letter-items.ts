import { type Item, keyOf, numberIn, textIn } from "#adapters/aws/items";
import type { Json } from "#core/kernel/canonical";
import { sha256Hex } from "#core/kernel/hash";
import type { TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";

/** A letter as it stands in the table. */
export type LetterRow = {
  readonly tenant: TenantId;
  readonly id: number;
  readonly queue: string;
  /** Ids only, never a person's data. */
  readonly body: Json;
  readonly attempts: number;
  readonly why: string;
  readonly receivedAt: Instant;
  readonly archived: { readonly at: Instant; readonly by: string } | null;
  /** Somebody is giving it back: under which key, and until when nobody else should. */
  readonly going: { readonly key: string; readonly until: Instant } | null;
};

/** Those that wait for somebody to look, and those that somebody has put aside as seen. */
export type Shelf = "waiting" | "archived";

export const shelfOf = ({ archived }: Pick<LetterRow, "archived">): Shelf =>
  archived === null ? "waiting" : "archived";

/** As texts, numbers of one length have the order of numbers. */
const padded = (id: number): string => String(id).padStart(15, "0");

const keyIn = (tenant: TenantId, sk: string) => ({
  pk: { S: keyOf(tenant, "@letters") },
  sk: { S: sk },
});

/** Everything about a tenant's letters stands in one partition, so that each change is one transaction. */
export const letterKeys = {
  last: (tenant: TenantId) => keyIn(tenant, "last"),
  letter: (tenant: TenantId, shelf: Shelf, id: number) => keyIn(tenant, `${shelf}#${padded(id)}`),
  /** What has come from a queue, by the queue's own name for it. */
  came: (tenant: TenantId, { queue, name }: { readonly queue: string; readonly name: string }) =>
    keyIn(tenant, `came#${queue}#${name}`),
  /** A key may be long, and is whatever a caller likes. */
  wish: (tenant: TenantId, id: number, key: string) =>
    keyIn(tenant, `wish#${padded(id)}#${sha256Hex(key)}`),
  /** The letter has gone back to where it was for. */
  back: (tenant: TenantId, id: number) => keyIn(tenant, `back#${padded(id)}`),
};

export const itemOf = (row: LetterRow): Item => ({
  ...letterKeys.letter(row.tenant, shelfOf(row), row.id),
  queue: { S: row.queue },
  body: { S: JSON.stringify(row.body) },
  attempts: { N: String(row.attempts) },
  why: { S: row.why },
  receivedAt: { S: row.receivedAt },
  ...(row.archived !== null && {
    archivedAt: { S: row.archived.at },
    archivedBy: { S: row.archived.by },
  }),
  ...(row.going !== null && {
    goingKey: { S: row.going.key },
    goingUntil: { S: row.going.until },
  }),
});

export const rowIn = (tenant: TenantId, item: Item): LetterRow => {
  const text = (name: string): string => textIn(item, name) ?? "";
  return {
    tenant,
    id: Number(text("sk").split("#")[1]),
    queue: text("queue"),
    body: JSON.parse(text("body")) as Json,
    attempts: numberIn(item, "attempts") ?? 0,
    why: text("why"),
    receivedAt: text("receivedAt") as Instant,
    archived: archivedIn(item),
    going: goingIn(item),
  };
};

const archivedIn = (item: Item): LetterRow["archived"] => {
  const at = textIn(item, "archivedAt");
  return at === null ? null : { at: at as Instant, by: textIn(item, "archivedBy") ?? "" };
};

const goingIn = (item: Item): LetterRow["going"] => {
  const key = textIn(item, "goingKey");
  return key === null ? null : { key, until: textIn(item, "goingUntil") as Instant };
};
