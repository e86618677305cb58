import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { startSandboxModel } from "#adapters/sandbox-model/server";
import { createOpenAiCompatibleModel } from "#adapters/openai-compatible/language-model";
import { evaluateReplies } from "#local/evaluate-replies";
import type { Progress } from "#cli/command";
import { command } from "#cli/commands/replies-evaluate";

const folder = mkdtempSync(join(tmpdir(), "aro-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (text: string): string => {
  const path = join(folder, "answers.csv");
  writeFileSync(path, text);
  return path;
};
const said = async (args: readonly string[], isJson = false) => {
  const [out, err] = [[] as string[], [] as string[]];
  const io = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    isJson,
    isTty: false,
    progress: ({ done, what }: Progress) => void err.push(`${done} ${what}`),
    onInterrupt: () => {},
  };
  return { code: await command.run(args, io), out: out.join("\n"), err: err.join("\n") };
};

const good = "text,language,intent\nC,en,confirm\nSTOP,en,stop\n¿Dónde es?,es,question\n";
const bad = `${good}"Blue skies, green grass",en,stop\ncancel my appointment,en,question\n`;

describe("aro replies evaluate", () => {
  it("prints the matrix and the figures of each class", async () => {
    const { code, out } = await said([file(good)]);
    expect(code).toBe(0);
    expect(out).toContain("answers 3   right 100.0 %");
    expect(out).toMatch(/^stop +0 +0 +0 +0 +1 +0 +0 +0$/m);
    expect(out).toMatch(/^question +1 +100.0 % +100.0 %$/m);
    expect(out).toContain("opt-outs missed 0   false cancels 0");
  });

  it("shows what was understood otherwise, by line", async () => {
    const { code, out } = await said([file(bad)]);
    expect(code).toBe(0);
    expect(out).toContain("opt-outs missed 1   false cancels 1");
    expect(out).toContain("5  stop -> unclear  Blue skies, green grass");
    expect(out).toContain("6  question -> cancel  cancel my appointment");
  });

  it("ends with 2 where it is to check, and what may never happen has happened", async () => {
    expect((await said([file(good), "--check"])).code).toBe(0);
    expect((await said([file(bad), "--check"])).code).toBe(2);
  });

  it("is one document for a program", async () => {
    const { out } = await said([file(bad)], true);
    expect(JSON.parse(out)).toMatchObject({
      total: 5,
      accuracy: 0.6,
      missedOptOuts: 1,
      falseCancels: 1,
      matrix: { stop: { stop: 1, unclear: 1 } },
      byLanguage: { en: { total: 4, right: 2 }, es: { total: 1, right: 1 } },
    });
  });

  it("reads other people's tables: their columns, labels, separators and marks", async () => {
    const foreign = "\ufeffLabel;Message\nopt_out;please stop\nOther;hmm\nconfirmation;yes\n";
    const { out } = await said([file(foreign)]);
    expect(out).toContain("answers 3   right 100.0 %");
  });

  it("tells which lines hold no label that it knows, and counts the rest", async () => {
    const { code, out, err } = await said([file(`${good}hello,en,greeting\n`)]);
    expect(code).toBe(0);
    expect(out).toContain("answers 3");
    expect(err).toContain("1 lines hold no label that is known, the first is 5");
  });

  it("reads a long table while it counts", async () => {
    const many = `text,intent\n${"stop,stop\n".repeat(20_000)}`;
    const { out, err } = await said([file(many)]);
    expect(out).toContain("answers 20000   right 100.0 %");
    expect(err).toContain("20000 answers");
  });

  it.each([
    ["no file", [], 6, "name one CSV file"],
    ["two files", ["a.csv", "b.csv"], 6, "name one CSV file"],
    ["a file that is not there", [join(folder, "none.csv")], 6, "ENOENT"],
    ["a number that is none", [file(good), "--wrong", "many"], 6, "it is a number"],
    ["a model that nobody named", [file(good), "--model"], 6, "ARO_MODEL_URL"],
  ] as const)("refuses %s", async (_, args, code, words) => {
    const told = await said(args);
    expect(told.code).toBe(code);
    expect(told.err).toContain(words);
    expect(told.out).toBe("");
  });

  it("refuses a table without labels", async () => {
    const told = await said([file("a,b\n1,2\n")]);
    expect(told).toMatchObject({ code: 6, out: "" });
  });
});

describe("with a model", () => {
  it("asks it where the table is not certain, and only there", async () => {
    const server = await startSandboxModel({
      script: () => ({ says: '{"intent":"question","confidence":0.9}' }),
    });
    const model = createOpenAiCompatibleModel({
      fetch,
      baseUrl: `${server.url}/v1`,
      apiKey: null,
      model: "tiny",
      timeoutMs: 2_000,
      format: "json_object",
    });
    const text = "text,intent\nC,confirm\nthe boat leaves without me,question\n,unclear\n";
    const { evaluation } = await evaluateReplies({ file: file(text), model, mostWrong: 9 });
    await server.close();

    expect(evaluation).toMatchObject({
      total: 3,
      right: 3,
      byStage: { table: 1, model: 1, person: 1 },
    });
    expect(server.asked).toHaveLength(1);
  });
});
