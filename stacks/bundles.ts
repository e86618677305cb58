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
  /** Bytes beside it, read by whoever comes to need them. */
  readonly laterBytes: number;
};

/** One entry as SST would deploy it. */
export const bundle = async (
  name: FunctionName,
  folder: string,
  { write }: { readonly write: boolean },
): Promise<Bundle> => {
  const { format, minify, splitting } = sstBundling;
  const { metafile } = await build({
    entryPoints: [`${entryOf(name)}.ts`],
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
  const { outputs } = metafile;
  const entry = Object.keys(outputs).find(
    (file) => outputs[file]?.entryPoint === `${entryOf(name)}.ts`,
  );
  const atStart = readWith(entry ?? "", outputs);
  const all = bytesOf(Object.keys(outputs), outputs);
  const startBytes = bytesOf(atStart, outputs);
  return { file: entry ?? "", startBytes, laterBytes: all - startBytes };
};

type Outputs = Metafile["outputs"];

const bytesOf = (files: readonly string[], outputs: Outputs): number =>
  files.reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);

/** The file, and all that it imports before its first line runs. */
const readWith = (file: string, outputs: Outputs): readonly string[] => {
  const read = new Set([file]);
  for (const one of read)
    for (const { path, kind, external } of outputs[one]?.imports ?? [])
      if (kind === "import-statement" && external !== true) read.add(path);
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

/** Every entry that is written, as it would be deployed: that it can be, and how large it is. */
export const bundleAll = async (): Promise<Sizes> =>
  Object.fromEntries(
    await Promise.all(
      functionNames.filter(isWritten).map(async (name) => {
        const { startBytes, laterBytes } = await bundle(name, "bundles", { write: false });
        const kilobytes = (bytes: number): number => Math.ceil(bytes / 1024);
        return [name, { start: kilobytes(startBytes), later: kilobytes(laterBytes) }] as const;
      }),
    ),
  );
