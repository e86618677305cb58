/** Whose a question to AWS is, as far as it names a tenant in a key, a context or a message. */
export const ownersOf = (input: object): ReadonlySet<string> => {
  const owners = new Set<string>();
  const naming: Naming = input;
  const { EncryptionContext: context, MessageGroupId: group } = naming;
  if (context?.tenant !== undefined) owners.add(context.tenant);
  if (group !== undefined) owners.add(group);
  for (const text of partitionsIn(naming)) {
    const owner = text.slice(0, text.indexOf("#"));
    // Directories and the index of timers are led by none.
    if (owner !== "" && !owner.startsWith("@") && owner !== "timers") owners.add(owner);
  }
  return owners;
};

type Text = { readonly S?: string } | undefined;
type Keyed = { readonly pk?: Text; readonly ":pk"?: Text };
type One = {
  readonly Key?: Keyed;
  readonly Item?: Keyed;
  readonly ExpressionAttributeValues?: Keyed;
};
type Naming = One & {
  readonly EncryptionContext?: { readonly tenant?: string };
  readonly MessageGroupId?: string;
  readonly TransactItems?: readonly Readonly<Record<string, One>>[];
  readonly RequestItems?: Readonly<
    Record<
      string,
      | { readonly Keys: readonly Keyed[] }
      | readonly { readonly DeleteRequest: { readonly Key: Keyed } }[]
    >
  >;
};

const partitionsIn = (input: Naming): readonly string[] => {
  const batches = Object.values(input.RequestItems ?? {}).flatMap((batch) =>
    "Keys" in batch ? batch.Keys : batch.map(({ DeleteRequest: { Key: key } }) => key),
  );
  const writes = (input.TransactItems ?? []).flatMap((item) => Object.values(item));
  const ones = [input, ...writes].flatMap((one) => [
    one.Key?.pk,
    one.Item?.pk,
    one.ExpressionAttributeValues?.[":pk"],
  ]);
  return [...ones, ...batches.map(({ pk }) => pk)].flatMap((text) => text?.S ?? []);
};
