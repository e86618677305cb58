import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalog } from "#events/catalog";
import type { EventCatalog } from "#events/codec";
import { presentSchemas, type Schema } from "./event-schemas.ts";

/**
 * Writes down what is new of the events: a schema that has none yet, an optional field that was added, the hash of a new
 * file. What was written down and is another now it leaves alone: a test says so, and that a new version is wanted.
 */
export const eventsFolder = join(import.meta.dirname, "..", "events");

export type Stored = {
  readonly stream: string;
  readonly event: { readonly type: string; readonly v: number };
};

/** What was written down of the events, by the names of the files: `schema/alias.set.v1.json`. */
export const writtenDown = (): ReadonlyMap<string, string> =>
  new Map(
    ["schema", "samples"].flatMap((room) =>
      readdirSync(join(eventsFolder, room))
        .toSorted()
        .map(
          (name) =>
            [`${room}/${name}`, readFileSync(join(eventsFolder, room, name), "utf8")] as const,
        ),
    ),
  );

export const frozenHashes = (): Readonly<Record<string, string>> =>
  existsSync(frozenFile)
    ? (JSON.parse(readFileSync(frozenFile, "utf8")) as Record<string, string>)
    : {};

const frozenFile = join(eventsFolder, "frozen.json");

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

export const schemaFile = (type: string, version: number): string =>
  `schema/${type}.v${version}.json`;

export const sampleFile = (type: string, version: number): string =>
  `samples/${type}.v${version}.json`;

/**
 * Whether everything that was right before is right now, and an older program can leave what is new alone: an optional
 * field, at any depth, and nothing else.
 */
export const isAddition = (before: Schema, now: Schema): boolean => {
  const { properties: had, ...oldRest } = before;
  const { properties: has, ...newRest } = now;
  if (JSON.stringify(oldRest) !== JSON.stringify(newRest)) return false;
  const newer = (has ?? {}) as Readonly<Record<string, Schema>>;
  return Object.entries((had ?? {}) as Readonly<Record<string, Schema>>).every(([name, schema]) => {
    const other = newer[name];
    return other !== undefined && (isSame(schema, other) || isAddition(schema, other));
  });
};

const isSame = (one: Schema, other: Schema): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const freeze = (): void => {
  const present = presentSchemas();
  const known: EventCatalog = catalog;
  const frozen = new Map(Object.entries(frozenHashes()));
  for (const [type, { version }] of Object.entries(known)) {
    const name = schemaFile(type, version);
    const path = join(eventsFolder, name);
    const now = present.get(type) ?? {};
    const before = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Schema) : null;
    if (before !== null && !isAddition(before, now)) continue;
    writeFileSync(path, textOf(now));
    frozen.set(name, hashOf(textOf(now)));
  }
  for (const [name, text] of writtenDown()) if (!frozen.has(name)) frozen.set(name, hashOf(text));
  const sorted = [...frozen].toSorted(([one], [other]) => (one < other ? -1 : 1));
  writeFileSync(frozenFile, textOf(Object.fromEntries(sorted)));
};

const textOf = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

if (import.meta.main) freeze();
