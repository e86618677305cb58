import { resolve } from "node:path";
import { isTypeAliasDeclaration } from "typescript/unstable/ast";
import { API, type Checker, type Symbol, SymbolFlags, type Type } from "typescript/unstable/sync";

/** What JSON may stand where, in words of JSON Schema. */
export type Schema = { readonly [word: string]: unknown };

/** The schema of every event as the types of the program have it now, by the event's type. */
export const presentSchemas = (): ReadonlyMap<string, Schema> => {
  const api = new API({ cwd: process.cwd() });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [resolve("events/tsconfig.json")] });
    const [project] = snapshot.getProjects();
    const source = project?.program.getSourceFile(resolve("events/every-event.ts"));
    if (project === undefined || source === undefined) throw new Error("Cannot read the events");
    const { checker } = project;
    const name = source.statements.filter(isTypeAliasDeclaration).at(-1)?.name;
    const every = name === undefined ? undefined : checker.getTypeAtLocation(name);
    if (every === undefined) throw new Error("There is no type EveryEvent");
    return byType(checker, every);
  } finally {
    api.close();
  }
};

const byType = (checker: Checker, every: Type): ReadonlyMap<string, Schema> => {
  const found = new Map<string, Schema[]>();
  for (const event of membersOf(every)) {
    const type = checker.getPropertyOfType(event, "type");
    const named = type === undefined ? undefined : checker.getTypeOfSymbol(type);
    if (named === undefined) throw new Error("There is an event without a type");
    for (const one of membersOf(named)) {
      const name = one.isStringLiteralType() ? one.value : "";
      const schema = schemaOf(checker, event);
      const properties = { ...(schema["properties"] as object), type: { const: name } };
      found.set(name, [...(found.get(name) ?? []), { ...schema, properties }]);
    }
  }
  return new Map([...found].map(([name, all]) => [name, anyOf(all)]));
};

const membersOf = (type: Type): readonly Type[] => (type.isUnionType() ? type.getTypes() : [type]);

const schemaOf = (checker: Checker, type: Type, within: readonly Type[] = []): Schema => {
  // It holds itself: JSON of any kind.
  if (within.some(({ id }) => id === type.id)) return {};
  const inside = [...within, type];
  if (type.isUnionType()) {
    const types = type.getTypes().filter((one) => !isUndefined(one));
    return anyOf(types.map((one) => schemaOf(checker, one, inside)));
  }
  if (type.isIntersectionType()) return schemaOfBoth(checker, type.getTypes(), inside);
  if (checker.isArrayLikeType(type)) return arrayOf(checker, type, inside);
  return plainSchema(type) ?? objectOf(checker, type, inside);
};

const plainSchema = (type: Type): Schema | null => {
  if (type.isLiteralType()) return { const: type.value };
  if (type.isTemplateLiteralType()) return { type: "string" };
  return type.isIntrinsicType() ? { type: type.intrinsicName } : null;
};

/** A text with a brand is a text. */
const schemaOfBoth = (
  checker: Checker,
  types: readonly Type[],
  inside: readonly Type[],
): Schema => {
  const plain = types.find((one) => one.isIntrinsicType() || one.isLiteralType());
  if (plain !== undefined) return schemaOf(checker, plain, inside);
  const parts = types.map((one) => schemaOf(checker, one, inside));
  return objectSchema(
    Object.assign({}, ...parts.map(({ properties }) => properties)) as Record<string, Schema>,
    parts.flatMap(({ required }) => (required ?? []) as readonly string[]),
  );
};

const arrayOf = (checker: Checker, type: Type, inside: readonly Type[]): Schema => {
  const items = checker
    .getTypeArguments(type as never)
    .map((one) => schemaOf(checker, one, inside));
  return { type: "array", items: anyOf(items) };
};

const objectOf = (checker: Checker, type: Type, inside: readonly Type[]): Schema => {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const symbol of checker.getPropertiesOfType(type)) {
    const own = checker.getTypeOfSymbol(symbol);
    if (own === undefined) throw new Error(`Cannot tell the type of "${symbol.name}"`);
    properties[symbol.name] = schemaOf(checker, own, inside);
    if (!isOptional(symbol)) required.push(symbol.name);
  }
  const [index] = checker.getIndexInfosOfType(type);
  const others =
    index === undefined ? {} : { additionalProperties: schemaOf(checker, index.valueType, inside) };
  return { ...objectSchema(properties, required), ...others };
};

const objectSchema = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
) => ({
  type: "object",
  properties: Object.fromEntries(
    Object.entries(properties).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  ),
  required: [...new Set(required)].toSorted(),
});

const isOptional = ({ flags }: Symbol): boolean => (flags & SymbolFlags.Optional) !== 0;

const isUndefined = (type: Type): boolean =>
  type.isIntrinsicType() && type.intrinsicName === "undefined";

/** In an order of their own, each once: the compiler's may change with the order of its files. */
const anyOf = (schemas: readonly Schema[]): Schema => {
  const each = [...new Set(schemas.map((one) => JSON.stringify(one)))]
    .toSorted()
    .map((text) => JSON.parse(text) as Schema);
  if (each.length === 1) return each[0] ?? {};
  const values = each.flatMap((one) => ("const" in one ? [one["const"]] : []));
  if (values.length < each.length) return { anyOf: each };
  return values.every((value) => typeof value === "boolean")
    ? { type: "boolean" }
    : { enum: values };
};
