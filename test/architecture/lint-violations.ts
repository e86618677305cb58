/**
 * One violation for every rule of the house that the linter keeps, in the room where it counts.
 *
 * `tame` is the same file put right, or in a room where it is welcome: there the alarm must stay silent.
 */
export type Violation = {
  readonly rule: string;
  readonly path: string;
  readonly text: string;
  readonly tame?: { readonly path?: string; readonly text?: string };
};

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join("\n");

const budgets: readonly Violation[] = [
  {
    rule: "eslint(max-lines)",
    path: "core/long-file.ts",
    text: lines(201, (n) => `export const n${n} = ${n};`),
    tame: { path: "test/core/long-file.ts" },
  },
  {
    rule: "eslint(max-lines)",
    path: "test/core/very-long-file.ts",
    text: lines(401, (n) => `export const n${n} = ${n};`),
  },
  {
    rule: "eslint(max-lines-per-function)",
    path: "core/long-function.ts",
    text: `export const f = (log: string[]): void => {\n${lines(70, (n) => `  log.push("${n}");`)}\n};\n`,
  },
  {
    rule: "eslint(complexity)",
    path: "core/complex.ts",
    text: `export const f = (n: number): string => {\n${lines(8, (n) => `  if (n === ${n}) return "${n}";`)}\n  return "";\n};\n`,
    tame: { text: `export const f = (n: number): boolean => n === 1 || n === 2;\n` },
  },
  {
    rule: "eslint(max-depth)",
    path: "core/deep.ts",
    text: `export const f = (n: number): void => {
  if (n > 1) { if (n > 2) { if (n > 3) { if (n > 4) { throw new Error("deep"); } } } }
};
`,
  },
  {
    rule: "eslint(max-params)",
    path: "core/many-params.ts",
    text: `export const f = (a: number, b: number, c: number, d: number, e: number) => a + b + c + d + e;\n`,
  },
];

const promises: readonly Violation[] = [
  {
    rule: "typescript(no-floating-promises)",
    path: "local/floating.ts",
    text: `const go = (): Promise<void> => Promise.resolve();\nexport const f = (): void => {\n  go();\n};\n`,
    tame: {
      text: `const go = (): Promise<void> => Promise.resolve();\nexport const f = async (): Promise<void> => {\n  await go();\n};\n`,
    },
  },
  {
    rule: "typescript(no-misused-promises)",
    path: "local/misused.ts",
    text: `const go = (): Promise<boolean> => Promise.resolve(true);\nexport const f = (): string => (go() ? "yes" : "no");\n`,
  },
  {
    rule: "oxc(no-async-await)",
    path: "core/appointment/waits.ts",
    text: `export const f = async (n: number) => n;\n`,
    tame: { path: "core/app/waits.ts" },
  },
  {
    rule: "typescript(no-restricted-types)",
    path: "core/appointment/promises.ts",
    text: `export type Later = { readonly answer: () => Promise<number> };\n`,
    tame: { path: "core/ports/promises.ts" },
  },
];

const types: readonly Violation[] = [
  {
    rule: "typescript(switch-exhaustiveness-check)",
    path: "core/forgets.ts",
    text: `export const f = (kind: "a" | "b" | "c"): void => {\n  switch (kind) {\n    case "a":\n      throw new Error("a");\n    case "b":\n      throw new Error("b");\n  }\n};\n`,
  },
  {
    rule: "typescript(switch-exhaustiveness-check)",
    path: "core/hides-behind-default.ts",
    text: `export const f = (kind: "a" | "b"): string => {\n  switch (kind) {\n    case "a":\n      return "a";\n    default:\n      return "";\n  }\n};\n`,
    tame: {
      text: `export const f = (kind: "a" | "b"): string => {\n  switch (kind) {\n    case "a":\n      return "a";\n    case "b":\n      return "b";\n  }\n};\n`,
    },
  },
  {
    rule: "typescript(no-explicit-any)",
    path: "core/any.ts",
    text: `export const f = (value: any): unknown => value;\n`,
  },
  {
    rule: "typescript(no-non-null-assertion)",
    path: "core/non-null.ts",
    text: `export const f = (value: string | null): string => value!;\n`,
  },
  {
    rule: "typescript(consistent-type-imports)",
    path: "core/type-import.ts",
    text: `import { Violation } from "#core/any";\nexport type Mine = Violation;\n`,
    tame: { text: `import type { Violation } from "#core/any";\nexport type Mine = Violation;\n` },
  },
  {
    rule: "typescript(only-throw-error)",
    path: "core/throws.ts",
    text: `export const f = (): never => {\n  throw "no";\n};\n`,
  },
  {
    rule: "typescript(ban-ts-comment)",
    path: "core/ts-comment.ts",
    text: `// @ts-ignore\nexport const f = (): number => 1;\n`,
  },
];

const modules: readonly Violation[] = [
  {
    rule: "import(no-default-export)",
    path: "core/default.ts",
    text: `export default 1;\n`,
    tame: { path: "some.config.ts" },
  },
  {
    rule: "oxc(no-barrel-file)",
    path: "core/barrel.ts",
    text: `export * from "./any.ts";\n`,
  },
  {
    rule: "import(no-cycle)",
    path: "core/cycle-a.ts",
    text: `import { b } from "./cycle-b.ts";\nexport const a = (): unknown => b;\n`,
  },
  {
    rule: "import(no-cycle)",
    path: "core/cycle-b.ts",
    text: `import { a } from "./cycle-a.ts";\nexport const b = (): unknown => a;\n`,
  },
  ...["node:fs", "#manifest", "#adapters/local/vault", "#local/runtime", "#functions/env"].map(
    (target, n) => ({
      rule: "eslint(no-restricted-imports)",
      path: `core/imports-${n}.ts`,
      text: `import { x } from "${target}";\nexport const y = (): unknown => x;\n`,
      tame: { path: `local/imports-${n}.ts` },
    }),
  ),
];

const world: readonly Violation[] = [
  ...[
    "new Date()",
    "Date.now()",
    "performance.now()",
    "process.env",
    "globalThis.Date",
    'fetch("https://example.com")',
    "setTimeout(() => 1, 1)",
    "setInterval(() => 1, 1)",
    "setImmediate(() => 1)",
    "queueMicrotask(() => undefined)",
    "crypto.randomUUID()",
  ].map((expression, n) => ({
    rule: "eslint(no-restricted-globals)",
    path: `core/world-${n}.ts`,
    text: `export const f = (): unknown => ${expression};\n`,
    tame: { path: `adapters/local/world-${n}.ts` },
  })),
  ...["Math.random()", "Temporal.Now.instant()"].map((expression, n) => ({
    rule: "eslint(no-restricted-properties)",
    path: `core/chance-${n}.ts`,
    text: `export const f = (): unknown => ${expression};\n`,
    tame: { path: `adapters/local/chance-${n}.ts` },
  })),
  {
    rule: "eslint(no-console)",
    path: "functions/talks.ts",
    text: `export const f = (): void => console.log("hello");\n`,
    tame: { path: "local/main.ts" },
  },
];

const tests: readonly Violation[] = [
  {
    rule: "vitest(no-focused-tests)",
    path: "test/core/focused.test.ts",
    text: `import { expect, it } from "vitest";\nit.only("runs alone", () => expect(1).toBe(1));\n`,
  },
  {
    rule: "vitest(no-disabled-tests)",
    path: "test/core/disabled.test.ts",
    text: `import { expect, it } from "vitest";\nit.skip("never runs", () => expect(1).toBe(1));\n`,
  },
];

export const violations = [...budgets, ...promises, ...types, ...modules, ...world, ...tests];
