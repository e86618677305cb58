import { describe, expect, it } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { brokenDirections, importsOf } from "#test/architecture/directions";
import { ourFiles } from "#test/architecture/our-files";

const production = Object.keys(packageJson.dependencies);

/** Each import goes the wrong way, and the sentence says why. */
const wrongWays: readonly { path: string; imports: string; sentence: string }[] = [
  {
    path: "core/app/react.ts",
    imports: "#adapters/local/event-store",
    sentence: "core/app/react.ts imports adapters/local/event-store.ts: core may import only core",
  },
  {
    path: "core/kernel/ids.ts",
    imports: "node:crypto",
    sentence:
      'core/kernel/ids.ts imports "node:crypto": of the outside, core may import only zod, ' +
      "temporal-polyfill, canonicalize, libphonenumber-js, liquidjs, yaml, " +
      "@marcbachmann/cel-js, croner",
  },
  {
    path: "events/catalog.ts",
    imports: "#functions/env",
    sentence: "events/catalog.ts imports functions/env.ts: events may import only events, core",
  },
  {
    path: "adapters/local/vault.ts",
    imports: "#adapters/calendly/verify",
    sentence:
      "adapters/local/vault.ts imports adapters/calendly/verify.ts: " +
      "adapters/local may import only adapters/local, core, events, manifest",
  },
  {
    path: "adapters/signature.ts",
    imports: "#adapters/calendly/verify",
    sentence:
      "adapters/signature.ts imports adapters/calendly/verify.ts: " +
      "adapters may import only adapters, core, events, manifest",
  },
  {
    path: "adapters/twilio/outbound.ts",
    imports: "fast-check",
    sentence:
      'adapters/twilio/outbound.ts imports "fast-check": ' +
      'adapters/twilio may import only node: and what "dependencies" in package.json names',
  },
  {
    path: "functions/http/api.ts",
    imports: "#local/gateway",
    sentence:
      "functions/http/api.ts imports local/gateway.ts: " +
      "functions may import only functions, core, events, adapters, web, manifest",
  },
  {
    path: "web/timeline.ts",
    imports: "#events/codec",
    sentence:
      "web/timeline.ts imports events/codec.ts: web may import only web, core, the types of events",
  },
  {
    path: "stacks/api.ts",
    imports: "#core/kernel/ids",
    sentence: "stacks/api.ts imports core/kernel/ids.ts: stacks may import only stacks, manifest",
  },
  {
    path: "stacks/api.ts",
    imports: "../functions/env.ts",
    sentence: "stacks/api.ts imports functions/env.ts: stacks may import only stacks, manifest",
  },
  {
    path: "stacks/data.ts",
    imports: "sst/constructs",
    sentence: 'stacks/data.ts imports "sst/constructs": only stacks/function.ts knows SST',
  },
  {
    path: "sst.config.ts",
    imports: "./core/kernel/ids.ts",
    sentence: "sst.config.ts imports core/kernel/ids.ts: stacks may import only stacks, manifest",
  },
  {
    path: "manifest-aws.ts",
    imports: "#core/kernel/ids",
    sentence: "manifest-aws.ts imports core/kernel/ids.ts: the manifest imports nothing",
  },
  {
    path: "local/runtime.ts",
    imports: "#test/support/clock",
    sentence:
      "local/runtime.ts imports test/support/clock.ts: " +
      "local may import only local, manifest, functions, adapters, core, events, web",
  },
  {
    path: "manifest.ts",
    imports: "#core/kernel/ids",
    sentence: "manifest.ts imports core/kernel/ids.ts: the manifest imports nothing",
  },
  {
    path: "core/kernel/chain.ts",
    imports: "./hash",
    sentence: 'core/kernel/chain.ts imports "./hash": write the alias (#core/…), from every folder',
  },
];

describe("imports", () => {
  it("all go the way of the design", () => {
    expect(brokenDirections(ourFiles(".ts", ".tsx"), production)).toEqual([]);
  });

  it.each(wrongWays)("ring the alarm where $path imports $imports", (wrong) => {
    const text = `import { thing } from "${wrong.imports}";\n`;

    expect(brokenDirections([{ path: wrong.path, text }], production)).toEqual([wrong.sentence]);
  });

  it("may name the types of a room whose values stay outside", () => {
    const text = 'import type { Envelope } from "#events/envelopes";\n';

    expect(brokenDirections([{ path: "web/timeline.ts", text }], production)).toEqual([]);
  });

  it("may take what lies right in adapters/ from any adapter", () => {
    const text = 'import { signature } from "#adapters/signature";\n';

    expect(brokenDirections([{ path: "adapters/stripe/verify.ts", text }], production)).toEqual([]);
  });

  it("ring the alarm in a room nobody has given directions", () => {
    const text = 'import * as z from "zod";\n';

    expect(brokenDirections([{ path: "helpers/misc.ts", text }], production)).toEqual([
      'helpers/misc.ts is in a room without directions: add "helpers" to directions.ts',
    ]);
  });

  it("are seen in every spelling", () => {
    const text = [
      'import one from "#a/one";',
      "import {",
      "  two,",
      '} from "#a/two";',
      'import "#a/three";',
      'export * from "#a/four";',
      'export type { Five } from "#a/five";',
      'const six = await import("#a/six");',
      "const notOne = \"from '#a/seven'\";",
    ].join("\n");

    expect(importsOf(text).map(({ target }) => target)).toEqual([
      "#a/one",
      "#a/two",
      "#a/three",
      "#a/four",
      "#a/five",
      "#a/six",
    ]);
  });
});
