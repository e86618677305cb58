import type { AttributeValue } from "@aws-sdk/client-dynamodb";

export type Item = Readonly<Record<string, AttributeValue>>;

/** Below, above or beside each other as DynamoDB orders them; `null` where they are of two kinds. */
export const compared = (one: AttributeValue, other: AttributeValue): number | null => {
  if (one.S !== undefined && other.S !== undefined) return byText(one.S, other.S);
  if (one.N !== undefined && other.N !== undefined) return Number(one.N) - Number(other.N);
  if (one.B !== undefined && other.B !== undefined) return Buffer.compare(one.B, other.B);
  return null;
};

/** By their bytes in UTF-8; JavaScript's own order differs only where a letter takes two of its units. */
const byText = (one: string, other: string): number => {
  if (one === other) return 0;
  if (!surrogate.test(one) && !surrogate.test(other)) return one < other ? -1 : 1;
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
};

const surrogate = /[\ud800-\udfff]/;

export const sum = (one: AttributeValue | undefined, other: AttributeValue): AttributeValue => ({
  N: String(Number(one?.N ?? 0) + Number(other.N)),
});

/** What an item counts for: the names of its attributes and their values. */
export const bytesOf = (item: Item): number =>
  Object.entries(item).reduce(
    (bytes, [name, { S, N, B }]) =>
      bytes + Buffer.byteLength(name) + (B?.byteLength ?? Buffer.byteLength(S ?? N ?? "")),
    0,
  );

export const refused = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 }, ...more });

export const invalid = (message: string): Error => refused("ValidationException", message);
