import { expect, it } from "vitest";
import { environment } from "#functions/env";
import { ourFiles, type SourceFile } from "#test/architecture/our-files";

it(".env.example names every variable that the program reads, and no other", () => {
  const [example] = ourFiles(".env.example");
  // An optional variable stands there commented out: `# PORT=3000`.
  const named = Array.from(
    (example?.text ?? "").matchAll(/^(?:# ?)?([A-Z][A-Z0-9_]*)=/gm),
    ([, name = ""]) => name,
  );

  expect(named.toSorted()).toEqual(environment.map(({ name }) => name).toSorted());
});

it("process.env goes into functions/env.ts and functions/env-of-function.ts as a whole, and nobody else looks at it", () => {
  const program = ourFiles(".ts").filter(
    ({ path }) => !/^(?:test|scripts|stacks)\/|^[^/]+\.config\.ts$/.test(path),
  );

  expect(readers(program)).toEqual([]);
  expect(
    readers([{ path: "local/gateway.ts", text: 'const port = process.env["PORT"];' }]),
  ).toEqual(["local/gateway.ts"]);
});

const readers = (files: readonly SourceFile[]): readonly string[] =>
  files
    .filter(({ path }) => !/^functions\/env(?:-of-function)?\.ts$/.test(path))
    .filter(({ text }) =>
      /\bprocess\.env\b/.test(text.replaceAll("configurationFrom(process.env)", "")),
    )
    .map(({ path }) => path);
