import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

/**
 * `npm run notices` writes THIRD_PARTY_NOTICES.md from the lock and from the licences that lie beside the
 * installed packages. A test holds the file to the lock, so a new dependency asks for a new run.
 */
export type Dependency = { name: string; version: string; license: string };

type LockedPackage = {
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  link?: boolean;
  version?: string;
  license?: string;
};
export type NoticesLock = { packages: Record<string, LockedPackage> };

/** What runs when the product runs: the production dependencies and all that they need. */
export const runtimeDependencies = (lock: NoticesLock): Dependency[] =>
  Object.entries(lock.packages)
    .filter(([path]) => path.startsWith("node_modules/"))
    .filter(([, one]) => !one.dev && !one.optional && !one.devOptional && !one.link)
    .map(([path, { version, license }]) => ({
      name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      version: version ?? "",
      license: license ?? "not stated",
    }));

export const heading = ({ name, version, license }: Dependency): string =>
  `## ${name} ${version} (${license})`;

const introduction = `# Third-party notices

ARO runs on the work of others, each under its own licence. The full text of each lies in
\`node_modules/<name>/\` after \`npm ci\`. Written by \`npm run notices\`.
`;

const section = (dependency: Dependency): string =>
  `${heading(dependency)}\n\n${copyright(`node_modules/${dependency.name}`)}\n`;

const copyright = (folder: string): string => {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const text = file === undefined ? "" : readFileSync(`${folder}/${file}`, "utf8");
  const found = /^\s*(copyright (?!license|owner|notice|\[).*)$/im.exec(text)?.[1];
  return found?.trim() ?? authorIn(`${folder}/package.json`);
};

const authorIn = (path: string): string => {
  if (!existsSync(path)) return "No copyright line.";
  const { author } = JSON.parse(readFileSync(path, "utf8")) as { author?: string | Named };
  const name = typeof author === "string" ? author : author?.name;
  return name === undefined ? "No copyright line." : `By ${name}.`;
};

type Named = { name: string };

if (import.meta.main) {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as NoticesLock;
  const sections = runtimeDependencies(lock).map(section);
  writeFileSync("THIRD_PARTY_NOTICES.md", [introduction, ...sections].join("\n"));
}
