import { posix } from "node:path";
import type { SourceFile } from "#test/architecture/our-files";

/**
 * Who may import whom (design §2). A room is a top folder; each folder of `adapters/` is one of its own,
 * and what lies right in `adapters/` is for all of them.
 *
 * `rooms` are the rooms a file may import besides its own; `types` those whose types it may name;
 * `libraries` are the outside packages: "pure" (the short list), "runtime" (the machine and every
 * production dependency) or "any".
 */
type Directions = {
  readonly rooms: readonly string[];
  readonly types?: readonly string[];
  readonly libraries: "none" | "pure" | "runtime" | "any";
};

const directionsByRoom: Readonly<Record<string, Directions>> = {
  manifest: { rooms: [], libraries: "none" },
  core: { rooms: [], libraries: "pure" },
  events: { rooms: ["core"], libraries: "pure" },
  adapters: { rooms: ["core", "events", "manifest"], libraries: "runtime" },
  functions: { rooms: ["core", "events", "adapters", "web", "manifest"], libraries: "runtime" },
  local: {
    rooms: ["manifest", "functions", "adapters", "core", "events", "web"],
    libraries: "runtime",
  },
  web: { rooms: ["core"], types: ["events"], libraries: "runtime" },
  cli: { rooms: ["local", "core", "events"], libraries: "runtime" },
  stacks: { rooms: ["manifest"], libraries: "any" },
  scripts: { rooms: ["manifest", "core", "events", "functions"], libraries: "any" },
};

const pureLibraries = [
  "zod",
  "temporal-polyfill",
  "canonicalize",
  "libphonenumber-js",
  "liquidjs",
  "yaml",
  "@marcbachmann/cel-js",
  "croner",
];

/** One sentence for every import that goes the wrong way. Tests may import everything. */
export const brokenDirections = (
  files: readonly SourceFile[],
  productionDependencies: readonly string[],
): readonly string[] =>
  files
    .filter(({ path }) => path.includes("/") && !path.startsWith("test/"))
    .concat(files.filter(({ path }) => rootFiles.includes(path)))
    .flatMap((file) =>
      importsOf(file.text)
        .filter(({ target }) => !isTheDigest(file.path, target))
        .flatMap((one) => complaint(file.path, one, productionDependencies)),
    );

/** Beside the folders: what exists, and the table of contents of the stacks. */
const rootFiles = ["manifest.ts", "manifest-aws.ts", "manifest-ground.ts", "sst.config.ts"];

type Import = { readonly target: string; readonly isType: boolean };

const complaint = (
  path: string,
  one: Import,
  productionDependencies: readonly string[],
): readonly string[] => {
  const room = roomOf(path);
  const directions = directionsByRoom[room.split("/")[0] ?? ""];
  if (directions === undefined)
    return [`${path} is in a room without directions: add "${room}" to directions.ts`];

  const misspelt = spellingRule(path, room, one);
  if (misspelt !== null) return [`${path} imports ${shown(one.target)}: ${misspelt}`];
  const { target, isType } = one;
  const within = pathWithin(path, target);
  if (within !== null)
    return isRoomAllowed(room, roomOf(within), directions, isType)
      ? []
      : [`${path} imports ${within}: ${roomRule(room, directions)}`];
  return isLibraryAllowed(target, directions.libraries, productionDependencies)
    ? []
    : [`${path} imports ${shown(target)}: ${libraryRule(room, directions.libraries)}`];
};

/** What an import may not be, wherever it leads. */
const spellingRule = (path: string, room: string, { target, isType }: Import): string | null => {
  if (target.startsWith(".") && !isRelativeWelcome(room))
    return "write the alias (#core/…), from every folder";
  const isTooNear = isSst(target) && !isType && !knowsSst.includes(path);
  return isTooNear ? "only stacks/function.ts knows SST" : null;
};

/** Where in the repository that is; `null` for a library. */
const pathWithin = (path: string, target: string): string | null => {
  if (target.startsWith(".")) return posix.join(posix.dirname(path), target);
  return target.startsWith("#") ? shown(target) : null;
};

/** SHA-256 is a function of its argument; the type of it that the core sees is of that function alone. */
const isTheDigest = (path: string, target: string): boolean =>
  path === "core/kernel/hash.ts" && target === "node:crypto";

const isRoomAllowed = (from: string, to: string, directions: Directions, isType: boolean) => {
  const top = to.split("/")[0] ?? "";
  if (from === to || from.startsWith(`${to}/`)) return true;
  return directions.rooms.includes(top) || (isType && (directions.types ?? []).includes(top));
};

const isLibraryAllowed = (
  target: string,
  allowed: Directions["libraries"],
  productionDependencies: readonly string[],
): boolean => {
  const library = /^(@[^/]+\/[^/]+|[^/]+)/.exec(target)?.[0] ?? target;
  switch (allowed) {
    case "none":
      return false;
    case "pure":
      return pureLibraries.includes(library);
    case "runtime":
      return target.startsWith("node:") || productionDependencies.includes(library);
    case "any":
      return true;
  }
};

/** `scripts` and the workspace `stacks` have no alias of their own. */
const isRelativeWelcome = (room: string): boolean => ["scripts", "stacks"].includes(room);

const isSst = (target: string): boolean => /^sst(?:\/|$)/.test(target);

/** The seam, and what synthesises without AWS. To leave SST is to write these anew. */
const knowsSst = ["stacks/function.ts", "stacks/synth-stages.ts"];

const roomOf = (path: string): string => {
  if (path === "sst.config.ts") return "stacks";
  if (/^manifest(?:-aws|-ground)?(?:\.ts)?$/.test(path)) return "manifest";
  const [top = "", folder = "", file] = path.replace(/\.tsx?$/, "").split("/");
  return top === "adapters" && file !== undefined ? `${top}/${folder}` : top;
};

const shown = (target: string): string => {
  if (target === "#manifest") return "manifest.ts";
  return target.startsWith("#") ? `${target.slice(1)}.ts` : `"${target}"`;
};

const roomRule = (room: string, { rooms, types = [] }: Directions): string => {
  if (room === "manifest") return "the manifest imports nothing";
  const allowed = [room, ...rooms, ...types.map((one) => `the types of ${one}`)];
  return `${room} may import only ${allowed.join(", ")}`;
};

const libraryRule = (room: string, allowed: Directions["libraries"]): string => {
  if (allowed === "none") return "the manifest imports nothing";
  return allowed === "pure"
    ? `of the outside, ${room} may import only ${pureLibraries.join(", ")}`
    : `${room} may import only node: and what "dependencies" in package.json names`;
};

/** Every specifier a file names, whether it imports, re-exports or loads it. */
export const importsOf = (text: string): readonly Import[] => [
  ...Array.from(text.matchAll(statement), ([whole, , target = ""]) => ({
    target,
    isType: /^\s*(?:import|export)\s+type\b/.test(whole),
  })),
  ...Array.from(text.matchAll(/\bimport\(\s*["']([^"']+)["']/g), ([, target = ""]) => ({
    target,
    isType: false,
  })),
];

const statement = /^\s*(?:import|export)\b([^;"'`]*?\bfrom\s*)?\s*["']([^"']+)["']/gm;
