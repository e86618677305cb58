import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { as, type Hex } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";

/** What is known of a file before its first row is taken. */
export type CsvFile = {
  readonly path: string;
  /** SHA-256 of its bytes. */
  readonly hash: Hex;
  /** Line ends in it: about as many rows. */
  readonly lines: number;
  readonly delimiter: Delimiter;
};

type Delimiter = "," | ";" | "\t";

export type CsvUnusable = {
  readonly code: "import_invalid";
  readonly details: {
    readonly why: "file_unreadable" | "not_utf8" | "utf16" | "empty" | "binary";
    readonly path: string;
    /** The first line that is not text, where it is one. */
    readonly line: number;
  };
};

/**
 * Reads the whole file once, a piece at a time, before anything is done with it: whether it is UTF-8 from
 * end to end, and by what its cells are divided. What Excel saves as "CSV" is in the machine's old
 * code page; read as UTF-8 it would give people wrong names, so it is refused.
 */
export const inspectCsv = async (path: string): Promise<Result<CsvFile, CsvUnusable>> => {
  const refused = ({ why, line }: Wrong) =>
    refuse<CsvUnusable>({ code: "import_invalid", details: { why, path, line } });
  const seen = { hash: createHash("sha256"), utf8: newDecoder(), head: "", lines: 0 };
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      const wrong = look(seen, chunk);
      if (wrong !== null) return refused(wrong);
    }
  } catch (error) {
    if (error instanceof Error && "code" in error)
      return refused({ why: "file_unreadable", line: 0 });
    throw error;
  }
  const { hash, utf8, head, lines } = seen;
  if (decoded(utf8, null) === null) return refused({ why: "not_utf8", line: lines + 1 });
  if (head.trim() === "") return refused({ why: "empty", line: 0 });
  return ok({ path, hash: as<Hex>(hash.digest("hex")), lines, delimiter: delimiterIn(head) });
};

type Wrong = Omit<CsvUnusable["details"], "path">;

type Seen = {
  readonly hash: Hash;
  readonly utf8: InstanceType<typeof TextDecoder>;
  head: string;
  lines: number;
};

/** Looks at one more piece, and says what is wrong with it. */
const look = (seen: Seen, chunk: Buffer): Wrong | null => {
  if (seen.head === "" && isUtf16(chunk)) return { why: "utf16", line: 0 };
  if (chunk.includes(0)) return { why: "binary", line: seen.lines + 1 };
  const text = decoded(seen.utf8, chunk);
  if (text === null) return { why: "not_utf8", line: seen.lines + 1 + lineEndsBeforeFault(chunk) };
  seen.hash.update(chunk);
  seen.lines += lineEnds(chunk);
  if (seen.head.length < longestHead) seen.head += text.slice(0, longestHead - seen.head.length);
  return null;
};

const newDecoder = () => new TextDecoder("utf-8", { fatal: true });

const longestHead = 65_536;

const isUtf16 = ([first, second]: Buffer): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

/** `null` ends the text: half a character at the very end is no text either. */
const decoded = (utf8: InstanceType<typeof TextDecoder>, chunk: Buffer | null): string | null => {
  try {
    return chunk === null ? utf8.decode() : utf8.decode(chunk, { stream: true });
  } catch {
    return null;
  }
};

const lineFeed = 0x0a;

const lineEnds = (chunk: Buffer): number => {
  let count = 0;
  for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, at + 1))
    count += 1;
  return count;
};

/** The faulty byte is where the replacement character stands that a forgiving decoder writes for it. */
const lineEndsBeforeFault = (chunk: Buffer): number => {
  const text = new TextDecoder().decode(chunk);
  return text.slice(0, text.indexOf("\uFFFD")).split("\n").length - 1;
};

/** The one that stands most often in the header, outside of quotes; a list with one column has none. */
const delimiterIn = (head: string): Delimiter => {
  const [header = ""] = head
    .replace(/"[^"]*"/g, "")
    .replace(/^\s+/, "")
    .split(/\r?\n/, 1);
  const candidates = [",", ";", "\t"] as const;
  const count = (one: Delimiter): number => header.split(one).length;
  return candidates.reduce((best, one) => (count(one) > count(best) ? one : best));
};
