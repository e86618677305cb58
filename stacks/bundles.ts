import { existsSync } from "node:fs";
import { build, type Plugin } from "esbuild";
import { bundling } from "./bundling.ts";
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

/** Every entry that is written, as it would be deployed: that it can be, and how large it is. */
export const bundleAll = async (): Promise<Readonly<Record<string, number>>> => {
  const written = functionNames.filter(isWritten);
  if (written.length === 0) return {};
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries(written.map((name) => [name, `${entryOf(name)}.ts`])),
    outdir: "bundles",
    write: false,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    minify: true,
    keepNames: true,
    logLevel: "silent",
    ...bundling,
  });
  return Object.fromEntries(
    written.map((name) => {
      const file = outputFiles.find(({ path }) =>
        path.replaceAll("\\", "/").endsWith(`/${name}.js`),
      );
      return [name, Math.ceil((file?.contents.length ?? 0) / 1024)];
    }),
  );
};
