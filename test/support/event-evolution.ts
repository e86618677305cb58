import type { StreamName, TenantId } from "#core/kernel/ids";
import { as } from "#core/kernel/ids";
import type { Event } from "#core/kernel/message";
import { type EventCatalog, presentIn } from "#events/codec";
import type { Schema } from "../../scripts/event-schemas.ts";
import {
  hashOf,
  isAddition,
  sampleFile,
  schemaFile,
  type Stored,
} from "../../scripts/freeze-events.ts";

/** What the program knows of events, and what was written down of those that were ever stored. */
export type Written = {
  readonly catalog: EventCatalog;
  /** What the types of the program say now. */
  readonly present: ReadonlyMap<string, Schema>;
  readonly files: ReadonlyMap<string, string>;
  readonly frozen: Readonly<Record<string, string>>;
};

/** Everything that would keep this program from reading what an older one has stored, a sentence each. */
export const faultsIn = (written: Written): readonly string[] => [
  ...thawed(written),
  ...unknown(written),
  ...Object.keys(written.catalog).flatMap((type) => [
    ...versionsOf(written, type).flatMap((version) => ofVersion(written, type, version)),
    ...ofPresent(written, type),
  ]),
];

export const versionsOf = (
  { catalog }: Pick<Written, "catalog">,
  type: string,
): readonly number[] =>
  Array.from({ length: catalog[type]?.version ?? 0 }, (_, index) => index + 1);

export const samplesOf = (
  { files }: Pick<Written, "files">,
  type: string,
  version: number,
): readonly Stored[] =>
  JSON.parse(files.get(sampleFile(type, version)) ?? "[]") as readonly Stored[];

const thawed = ({ files, frozen }: Written): readonly string[] => [
  ...Object.entries(frozen).flatMap(([name, hash]) => {
    const text = files.get(name);
    if (text === undefined) return [`${name} is gone: what was stored so is still there`];
    return hashOf(text) === hash ? [] : [`${name} was changed: what was stored so was not`];
  }),
  ...[...files.keys()]
    .filter((name) => frozen[name] === undefined)
    .map((name) => `${name} is not frozen yet: node scripts/freeze-events.ts`),
];

/** An event that nobody writes any more is still stored. */
const unknown = (written: Written): readonly string[] => {
  const known = new Set(
    Object.keys(written.catalog).flatMap((type) =>
      versionsOf(written, type).flatMap((version) => [
        schemaFile(type, version),
        sampleFile(type, version),
      ]),
    ),
  );
  return [...written.files.keys()]
    .filter((name) => !known.has(name))
    .map((name) => `${name} is of no event in the catalog: old commits hold it`);
};

const ofVersion = (written: Written, type: string, version: number): readonly string[] => {
  const text = written.files.get(schemaFile(type, version));
  const samples = samplesOf(written, type, version);
  if (text === undefined) return [`${type} has no schema of version ${version}`];
  if (samples.length === 0) return [`${type} has no sample of version ${version}`];
  const schema = JSON.parse(text) as Schema;
  return [
    ...unsealable(written.catalog, type, version, schema),
    ...samples.flatMap((sample, index) => {
      const { v, ...event } = sample.event;
      const name = `${type} version ${version}, sample ${index + 1}`;
      if (v !== version || event.type !== type) return [`${name} is of another version or event`];
      return [
        ...misfits(schema, event).map((why) => `${name}: ${why}`),
        ...broughtUp(written, sample).map((why) => `${name}, brought to the present: ${why}`),
      ];
    }),
  ];
};

const ofPresent = ({ catalog, present, files }: Written, type: string): readonly string[] => {
  const version = catalog[type]?.version ?? 0;
  const written = files.get(schemaFile(type, version));
  const now = present.get(type);
  if (written === undefined || now === undefined) return [];
  const before = JSON.parse(written) as Schema;
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  return [
    isAddition(before, now)
      ? `${type} has something new that may be left out: node scripts/freeze-events.ts`
      : `${type} was changed without a new version: it is ${version} still`,
  ];
};

/** Personal fields of that version are texts, or null: else the codec could not open it. */
const unsealable = (
  catalog: EventCatalog,
  type: string,
  version: number,
  schema: Schema,
): readonly string[] => {
  const about = catalog[type];
  const { personal = [] } =
    (version === about?.version ? about : about?.older?.[version - 1]) ?? {};
  return personal
    .filter(
      (path) => !path.split(".").every((_, depth, names) => at(schema, names.slice(0, depth + 1))),
    )
    .map((path) => `${type} version ${version} has no "${path}" to seal`);
};

const at = (schema: Schema, names: readonly string[]): boolean => {
  const [first, ...rest] = names;
  if (first === undefined) return true;
  const inside = [schema, ...((schema["anyOf"] ?? []) as readonly Schema[])]
    .map(({ properties }) => (properties as Record<string, Schema> | undefined)?.[first])
    .filter((one) => one !== undefined);
  return inside.some((one) => at(one, rest));
};

const broughtUp = ({ catalog, present }: Written, { stream, event }: Stored): readonly string[] => {
  const tenant: TenantId = as("riverside");
  const commit = { tenant, stream: as<StreamName>(stream), version: 1, events: [event] };
  try {
    const [brought] = presentIn(catalog)(commit as never).events;
    const { v: _, ...now } = { ...brought } as Event & { v?: number };
    return misfits(present.get(event.type) ?? {}, now);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
};

/** What JSON does not fit of the words that `event-schemas.ts` writes. Fields that the schema does not know are faults. */
export const misfits = (schema: Schema, value: unknown, path = ""): readonly string[] => {
  const { anyOf, enum: values, type } = schema;
  const told = (isRight: boolean, why: string) => (isRight ? [] : [`"${path}" ${why}`]);
  if (Array.isArray(anyOf)) {
    const tries = anyOf.map((each: Schema) => misfits(each, value, path));
    return told(tries.some(isEmpty), "fits nothing that it may be");
  }
  if (Array.isArray(values)) return told(values.includes(value), "is none of its values");
  if ("const" in schema) return told(schema["const"] === value, "is another value");
  if (typeof type !== "string") return [];
  return kinds[type]?.(value) === true ? inside(schema, value, path) : told(false, `is no ${type}`);
};

const isEmpty = ({ length }: readonly string[]): boolean => length === 0;

const inside = (schema: Schema, value: unknown, path: string): readonly string[] => {
  if (Array.isArray(value))
    return value.flatMap((item, n) => misfits(schema["items"] as Schema, item, `${path}[${n}]`));
  return schema["type"] === "object"
    ? fieldsOf(schema, value as Readonly<Record<string, unknown>>, path)
    : [];
};

const kinds: Readonly<Record<string, (value: unknown) => boolean>> = {
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
};

const fieldsOf = (
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  path: string,
): readonly string[] => {
  const properties = schema["properties"] as Readonly<Record<string, Schema>>;
  const others = schema["additionalProperties"] as Schema | undefined;
  const missing = (schema["required"] as readonly string[]).filter((name) => !(name in value));
  return [
    ...missing.map((name) => `"${path}.${name}" is missing`),
    ...Object.entries(value).flatMap(([name, field]) => {
      const own = properties[name] ?? others;
      return own === undefined
        ? [`"${path}.${name}" is not known`]
        : misfits(own, field, `${path}.${name}`);
    }),
  ];
};
