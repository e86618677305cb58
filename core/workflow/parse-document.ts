import { type Document, isMap, isNode, isScalar, type Node, parseDocument, visit } from "yaml";

/** Something wrong in a document, at a place that an editor can go to; line and column count from 1. */
export type Problem = { readonly line: number; readonly column: number; readonly message: string };

/** Something wrong with a value, before it is known where the value stands. */
export type Fault = {
  readonly path: Path;
  readonly message: string;
  /** Whether the key itself is wrong, or its value. */
  readonly at: "key" | "value";
  /** How many characters into the value. */
  readonly offset?: number;
};

export type Path = readonly (string | number)[];

type YamlText = {
  /** Plain JSON: no anchors, no dates, no half surrogate pairs. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Finds the line of a fault; where its path ends early, the nearest place around it. */
  readonly place: (fault: Fault) => Problem;
};

const maxBytes = 64 * 1024;

/**
 * Reads one YAML 1.2 document.
 *
 * What means different things to different readers is a problem here: equal keys, aliases (and with them
 * every alias bomb), tags, `%YAML 1.1`, several documents in one file.
 */
export const readYaml = (text: string): YamlText => {
  const bytes = utf8Length(text);
  if (bytes > maxBytes)
    return unread(`Cannot read the document: it has ${bytes} bytes, ${maxBytes} are allowed`);

  const document = parseDocument(text, {
    prettyErrors: false,
    stringKeys: true,
    version: "1.2",
  });
  if (isTooDeep(document)) return unread("Cannot read the document: it is nested too deeply");

  const at = (offset: number, message: string): Problem => ({
    ...positionIn(text, offset),
    message,
  });
  const problems = [
    ...document.errors.map(({ code, pos, message }) => at(pos[0], explained(code, message))),
    ...document.warnings.map(({ code, pos, message }) => at(pos[0], explained(code, message))),
    ...forbiddenIn(document).map(({ offset, message }) => at(offset, message)),
  ];
  return {
    value: problems.length === 0 ? document.toJS() : null,
    problems,
    place: (fault) => at(offsetOf(document, text, fault), fault.message),
  };
};

/** Counted here, because the parser's own count leaves out the line breaks inside what it cannot read. */
const positionIn = (text: string, offset: number): { line: number; column: number } => {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
};

/** By position, and each problem of a place once. */
export const sorted = (problems: readonly Problem[]): readonly Problem[] => {
  const inOrder = problems.toSorted(
    (one, other) => one.line - other.line || one.column - other.column,
  );
  const spelled = inOrder.map((problem) => JSON.stringify(problem));
  return inOrder.filter((_, index) => spelled.indexOf(spelled[index] ?? "") === index);
};

const unread = (message: string): YamlText => ({
  value: null,
  problems: [{ line: 1, column: 1, message }],
  place: (fault) => ({ line: 1, column: 1, message: fault.message }),
});

const utf8Length = (text: string): number => {
  let bytes = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
};

const explained = (code: string, message: string): string => {
  if (code === "DUPLICATE_KEY") return "Cannot read YAML: this key stands here twice";
  if (code === "MULTIPLE_DOCS") return "Cannot read YAML: a second document begins here";
  return `Cannot read YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
};

/** Maps, lists and keys above one another; where the parser's own stack ends depends on the machine. */
const maxDepth = 60;

const isTooDeep = (document: Document): boolean => {
  let isDeep = document.errors.some(({ code }) => code === "RESOURCE_EXHAUSTION");
  visit(document, (_, _node, ancestors) => {
    isDeep ||= ancestors.length > maxDepth;
    return isDeep ? visit.BREAK : undefined;
  });
  return isDeep;
};

const forbiddenIn = (document: Document): readonly { offset: number; message: string }[] => {
  const found: { offset: number; message: string }[] = [];
  const forbid = (range: readonly number[] | null | undefined, message: string) =>
    found.push({ offset: range?.[0] ?? 0, message: `Cannot read YAML: ${message}` });

  if (document.directives?.yaml.explicit === true)
    forbid(null, "%YAML is not needed, this is version 1.2");
  visit(document, {
    Alias: (_, { source, range }) => void forbid(range, `write out what "*${source}" stands for`),
    Scalar: (_, { value, range }) => {
      if (typeof value === "string" && /[\uD800-\uDFFF]/u.test(value))
        forbid(range, "half of a surrogate pair is no character");
      if (typeof value === "number" && !Number.isFinite(value))
        forbid(range, "this number has no end");
    },
  });
  return found;
};

const offsetOf = (document: Document, text: string, fault: Fault): number => {
  const node = nodeAt(document, fault.path);
  if (fault.at === "key" || node === null)
    return keyOffset(document, fault.path) ?? offsetAround(document, text, fault);

  const from = node.range?.[0] ?? 0;
  return from + (fault.offset === undefined ? 0 : offsetInside(node, text, fault.offset));
};

/** Zero where the text is folded or escaped, and so does not stand in the document letter by letter. */
const offsetInside = (node: Node, text: string, offset: number): number => {
  if (!isScalar(node) || typeof node.value !== "string") return 0;
  const inside = text.slice(node.range?.[0], node.range?.[1]).indexOf(node.value);
  return inside === -1 ? 0 : inside + offset;
};

const offsetAround = (document: Document, text: string, fault: Fault): number =>
  fault.path.length === 0
    ? (document.contents?.range?.[0] ?? 0)
    : offsetOf(document, text, { ...fault, path: fault.path.slice(0, -1), at: "value" });

const nodeAt = (document: Document, path: Path) => {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) ? node : null;
};

const keyOffset = (document: Document, path: Path): number | null => {
  const parent = nodeAt(document, path.slice(0, -1));
  if (!isMap(parent)) return null;
  const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
  return pair !== undefined && isNode(pair.key) ? (pair.key.range?.[0] ?? null) : null;
};

/** A field of what has been read, however wrong that is; never one that it inherits. */
export const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null
    ? Object.getOwnPropertyDescriptor(value, key)?.value
    : undefined;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
