import { readFileSync } from "node:fs";

/**
 * What `npm install` lets pass and `npm ci` then trips over, plus two rules of this house.
 *
 * Where a registry lacks a platform's package, npm leaves it out of the lock without a word, and the
 * install fails on the next machine. Downloads are named by version and integrity, never by an address.
 */
type LockedPackage = {
  resolved?: string;
  integrity?: string;
  link?: boolean;
  inBundle?: boolean;
  optionalDependencies?: Record<string, string>;
};
export type Lock = { packages: Record<string, LockedPackage> };
type Wishes = Record<string, string> | undefined;
export type Manifest = Partial<
  Record<"dependencies" | "devDependencies" | "optionalDependencies", Record<string, string>>
>;

export const complaints = (lock: Lock, manifest: Manifest): string[] => [
  ...Object.entries(lock.packages).flatMap(([path, locked]) => [
    ...missingOptionals(lock, path, locked),
    ...missingIntegrity(path, locked),
    ...addresses(path, locked),
  ]),
  ...[manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies].flatMap(
    inexact,
  ),
];

const missingOptionals = (lock: Lock, path: string, locked: LockedPackage): string[] =>
  Object.keys(locked.optionalDependencies ?? {})
    .filter((wanted) => !placesToLook(path, wanted).some((place) => place in lock.packages))
    .map((wanted) => `"${wanted}", an optional dependency of "${path}", is not in the lock`);

/** Node's own walk: beside the package first, then in every folder above it. */
const placesToLook = (path: string, wanted: string): string[] => {
  const parent = path.lastIndexOf("/node_modules/");
  const here = `${path === "" ? "" : `${path}/`}node_modules/${wanted}`;
  if (path === "") return [here];
  return [here, ...placesToLook(parent === -1 ? "" : path.slice(0, parent), wanted)];
};

const missingIntegrity = (path: string, locked: LockedPackage): string[] => {
  const isDownloaded = path.includes("node_modules/") && !locked.link && !locked.inBundle;
  return isDownloaded && locked.integrity === undefined
    ? [`"${path}" is locked without an integrity`]
    : [];
};

const addresses = (path: string, locked: LockedPackage): string[] =>
  locked.resolved === undefined || locked.link
    ? []
    : [`"${path}" is locked to an address: remove its "resolved"`];

const inexact = (wishes: Wishes): string[] =>
  Object.entries(wishes ?? {})
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `"${name}" is asked for as "${version}": name one exact version`);

if (import.meta.main) {
  const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
  const found = complaints(read("package-lock.json") as Lock, read("package.json") as Manifest);
  for (const complaint of found) process.stderr.write(`package-lock.json: ${complaint}\n`);
  if (found.length > 0) process.exitCode = 1;
}
