import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { exit } from "#cli/command";
import { runCli } from "#cli/run";
import { memoryIo } from "#test/support/memory-io";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

let folder: TemporaryDirectory = temporaryDirectory();
afterEach(() => {
  folder.remove();
  folder = temporaryDirectory();
});

const importing = async (csv: string, ...options: string[]) => {
  const path = folder.file("list.csv");
  writeFileSync(path, csv);
  const io = memoryIo(options.includes("--json"));
  const data = ["--data", folder.file("data")];
  const rest = options.filter((one) => one !== "--json");
  const code = await runCli(["import", "customers", path, ...data, ...rest], io);
  return { code, out: io.said.join("\n"), err: io.complained.join("\n"), steps: io.steps };
};

const list =
  "Name;Mobile;Opt out;Shoes\nAda;(404) 555-0123;;38\nBob;12;yes;\nCy;404-555-0125;yes;\n";

describe("aro import customers", () => {
  it("says what became of the rows, and where those are that it could not take", async () => {
    const { code, out, err, steps } = await importing(list);

    expect(code).toBe(exit.invalidInput);
    expect(out).toContain("added 2, updated 0, unchanged 0, rejected 1");
    expect(out).toContain("no texts to 1");
    expect(err).toContain("Not read: Shoes");
    expect(err).toContain('line 3: "Mobile" is no phone number; they want no texts, and nobody');
    expect(err).not.toContain("Bob");
    expect(steps.at(-1)).toEqual({ what: "rows", done: 3, of: 4 });
  });

  it("changes nothing the second time, and exits well when every row is good", async () => {
    const good = list.replace("Bob;12;yes;\n", "");
    expect(await importing(good)).toMatchObject({ code: exit.ok });

    const again = JSON.parse((await importing(good, "--json")).out) as object;
    expect(again).toMatchObject({ added: 0, unchanged: 2, rejected: 0, ended: "whole" });
  });

  it("that is only tried leaves nothing behind", async () => {
    const { out } = await importing(list, "--dry-run");

    expect(out).toContain("Would import 3 rows:");
    expect(existsSync(folder.file("data"))).toBe(false);
    await importing(list);
    expect((await importing(list, "--dry-run")).out).toContain("unchanged 2");
  });

  it("writes rejected rows down so that they can be put right and imported", async () => {
    const rejects = folder.file("rejects.csv");
    await importing(list, "--rejects", rejects);
    const text = readFileSync(rejects, "utf8");

    expect(text).toContain('"Name","Mobile","Opt out","Shoes"\r\n"3",');
    expect(statSync(rejects).mode & 0o077).toBe(0);
    const mended = text.replace('"12"', `"'+14045550124"`);
    expect((await importing(mended)).out).toContain("added 1, updated 0, unchanged 0, rejected 0");
  });

  it("makes no file where nothing was rejected, and never writes over one", async () => {
    const rejects = folder.file("rejects.csv");
    await importing("phone\n404-555-0123\n", "--rejects", rejects);
    expect(existsSync(rejects)).toBe(false);

    writeFileSync(rejects, "mine");
    const { code, err } = await importing(list, "--rejects", rejects);
    expect([code, err]).toEqual([exit.invalidInput, expect.stringContaining("it exists already")]);
    expect(readFileSync(rejects, "utf8")).toBe("mine");
  });

  it.each([
    ["name;shoes\nA;1\n", "no column is a phone number"],
    ["phone,mobile\n1,2\n", '"phone" and "mobile" say the same'],
    ["", "it is empty"],
  ])("refuses a list as a whole: %j", async (csv, words) => {
    const { code, err } = await importing(csv);
    expect([code, err]).toEqual([exit.invalidInput, expect.stringContaining(words)]);
    expect(existsSync(folder.file("data"))).toBe(false);
  });

  it("says on which line it had to stop, and what was taken stays", async () => {
    const { code, out, err } = await importing('phone,name\n404-555-0123,Ada\n404-555-0124,"Bob\n');

    expect(code).toBe(exit.invalidInput);
    expect(out).toContain("added 1");
    expect(err).toContain("Cannot read on from line 3");
  });

  it("reads numbers of another country, and columns that it is told", async () => {
    const options = ["--region", "gb", "--column", "phone=Nummer", "--json"];
    const { out } = await importing("Nummer\n020 7946 0123\n", ...options);
    expect(JSON.parse(out)).toMatchObject({ added: 1, rejected: 0 });
  });

  it("stops after the batch that is under way where it is asked to, and says how to go on", async () => {
    const path = folder.file("long.csv");
    const rows = Array.from({ length: 4_000 }, (_, n) => `404555${String(n).padStart(4, "0")}\n`);
    writeFileSync(path, `phone\n${rows.join("")}`);
    const io = memoryIo();
    const stopping = { ...io, progress: () => io.interrupt() };
    const args = ["import", "customers", path, "--data", folder.file("data")];

    expect(await runCli(args, stopping)).toBe(exit.interrupted);
    expect(io.complained.join("\n")).toContain("The same file again goes on.");
    const again = memoryIo(true);
    expect(await runCli(args, again)).toBe(exit.ok);
    expect(JSON.parse(again.said.join(""))).toMatchObject({
      rows: 4_000,
      unchanged: 1_023 + 1_024,
    });
  });
});
