import { existsSync } from "node:fs";
import { build, type Metafile, type Plugin } from "esbuild";
import { bundling, sstBundling } from "./bundling.ts";
import { type FunctionName, functionNames } from "./names.ts";

/** `functions/aws/http/health` is the entry of `http/health`, and exports `handler`. */
export const entryOf = (name: FunctionName): string => `functions/aws/${name}`;

export const isWritten = (name: FunctionName): boolean => existsSync(`${entryOf(name)}.ts`);

/**
 * The code is the same in each stage, and takes longer to read than everything else: synthesis leaves it unread in
 * the stages, and looks at it once (`bundleAll`). A deployment reads it, of course.
 */
export const unread: Plugin = {
  name: "unread",
  setup: (esbuild) =>
    esbuild.onLoad({ filter: /[\\/]functions[\\/]aws[\\/]/ }, () => ({
      contents: "export const handler = () => undefined;",
    })),
};

export type Bundle = {
  /** The entry, in the folder that was named. */
  readonly file: string;
  /** Bytes that each start reads: the entry, and what it cannot do without. */
  readonly startBytes: number;
  /** The modules that those were made of. */
  readonly startModules: readonly string[];
  /** Bytes beside it, read by whoever comes to need them. */
  readonly laterBytes: number;
};

/** One entry as SST would deploy it. */
export const bundle = async (
  name: FunctionName,
  folder: string,
  { write }: { readonly write: boolean },
): Promise<Bundle> => bundleIn(await built([name], folder, write), name);

const built = async (
  names: readonly FunctionName[],
  folder: string,
  write: boolean,
): Promise<Outputs> => {
  const { format, minify, splitting } = sstBundling;
  const { metafile } = await build({
    entryPoints: names.map((name) => `${entryOf(name)}.ts`),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    write,
    bundle: true,
    metafile: true,
    platform: "node",
    format,
    splitting,
    minify,
    mainFields: ["module", "main"],
    logLevel: "silent",
    banner: { js: banner },
    ...bundling,
  });
  return metafile.outputs;
};

const bundleIn = (outputs: Outputs, name: FunctionName): Bundle => {
  const isEntry = (file: string): boolean => outputs[file]?.entryPoint === `${entryOf(name)}.ts`;
  const file = Object.keys(outputs).find(isEntry) ?? "";
  const atStart = readWith(file, outputs, ["import-statement"]);
  const ever = readWith(file, outputs, ["import-statement", "dynamic-import"]);
  const startBytes = bytesOf(atStart, outputs);
  return {
    file,
    startBytes,
    startModules: atStart.flatMap((one) => Object.keys(outputs[one]?.inputs ?? {})),
    laterBytes: bytesOf(ever, outputs) - startBytes,
  };
};

type Outputs = Metafile["outputs"];

/** Every module that any function is made of. */
export const modulesOfAll = async (): Promise<readonly string[]> => {
  const outputs = await built(functionNames.filter(isWritten), "bundles", false);
  return [...new Set(Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)))];
};

const bytesOf = (files: readonly string[], outputs: Outputs): number =>
  files.reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);

/** The file, and all that it imports in these ways. */
const readWith = (file: string, outputs: Outputs, ways: readonly string[]): readonly string[] => {
  const read = new Set([file]);
  for (const one of read)
    for (const { path, kind, external } of outputs[one]?.imports ?? [])
      if (ways.includes(kind) && external !== true) read.add(path);
  return [...read];
};

/** As SST writes it over each file: some dependencies still call `require`. */
const banner = [
  `import { createRequire as topLevelCreateRequire } from 'module';`,
  `const require = topLevelCreateRequire(import.meta.url);`,
  `import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from "url"`,
  `const __dirname = topLevelFileUrlToPath(new topLevelURL(".", import.meta.url))`,
].join("\n");

/** In KB: what each function reads when it starts, and what lies beside that. */
export type Sizes = Readonly<Record<string, { readonly start: number; readonly later: number }>>;

/**
 * Every entry that is written: that it can be bundled, and how large it is at most. All are bundled at once, which takes
 * a tenth of the time; of a module that several share, each is counted what any of them uses.
 */
export const bundleAll = async (): Promise<Sizes> => {
  const written = functionNames.filter(isWritten);
  const outputs = await built(written, "bundles", false);
  const kilobytes = (bytes: number): number => Math.ceil(bytes / 1024);
  return Object.fromEntries(
    written.map((name) => {
      const { startBytes, laterBytes } = bundleIn(outputs, name);
      return [name, { start: kilobytes(startBytes), later: kilobytes(laterBytes) }];
    }),
  );
};
