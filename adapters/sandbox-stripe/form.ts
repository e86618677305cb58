/** Parameters as the API takes them: `line_items[0][price_data][currency]=usd` names a place in a tree. */
export type Tree = { readonly [name: string]: string | Tree };

type Growing = { [name: string]: string | Growing };

const longestPath = 8;

/** Reads a form into a tree; a list is a tree whose names are 0, 1, 2 … `null`: no such form. */
export const treeFrom = (form: string): Tree | null => {
  const root: Growing = Object.create(null) as Growing;
  for (const [name, value] of new URLSearchParams(form)) {
    const path = pathOf(name);
    if (path === null || !grow(root, path, value)) return null;
  }
  return root;
};

const pathOf = (name: string): readonly string[] | null => {
  const match = /^([A-Za-z0-9_]+)((?:\[[A-Za-z0-9_]+\])*)$/.exec(name);
  if (match === null) return null;
  const [, first = "", rest = ""] = match;
  const path = [first, ...Array.from(rest.matchAll(/\[(\w+)\]/g), ([, part = ""]) => part)];
  return path.length > longestPath ? null : path;
};

const grow = (root: Growing, path: readonly string[], value: string): boolean => {
  let place = root;
  for (const part of path.slice(0, -1)) {
    const next = (place[part] ??= Object.create(null) as Growing);
    if (typeof next === "string") return false;
    place = next;
  }
  place[path.at(-1) ?? ""] = value;
  return true;
};

export const textAt = (tree: Tree, ...path: readonly string[]): string | null => {
  let place: string | Tree | undefined = tree;
  for (const part of path) place = typeof place === "object" ? place[part] : undefined;
  return typeof place === "string" ? place : null;
};

/** The texts right below a place: metadata, or a list. */
export const textsAt = (tree: Tree, ...path: readonly string[]): Record<string, string> => {
  let place: string | Tree | undefined = tree;
  for (const part of path) place = typeof place === "object" ? place[part] : undefined;
  if (typeof place !== "object") return {};
  return Object.fromEntries(
    Object.entries(place).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
};
