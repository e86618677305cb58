import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exit } from "#cli/command";
import { runCli } from "#cli/run";
import { memoryIo } from "#test/support/memory-io";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => directory.remove());

const aro = async (...args: readonly string[]) => {
  const io = memoryIo(false);
  const code = await runCli([...args, "--data", directory.file("data")], io);
  return { code, said: [...io.said, ...io.complained].join("\n") };
};

const withoutVersion = (text: string): object => {
  const { version, ...settings } = JSON.parse(text) as { readonly version: string };
  expect(version).toMatch(/^[0-9a-f]{16}$/);
  return settings;
};

describe("aro settings", () => {
  it("shows what can be changed and given back", async () => {
    const shown = await aro("settings", "show");
    const file = directory.file("clinic.json");
    writeFileSync(file, shown.said.replace("Riverside Clinic", "Lakeside Dental"));

    expect((await aro("settings", "set", file)).code).toBe(exit.ok);
    const [known, given] = [(await aro("settings", "show")).said, readFileSync(file, "utf8")];
    expect(withoutVersion(known)).toEqual(withoutVersion(given));
  });

  it("that only shows leaves no data where there are none", async () => {
    expect((await aro("settings", "show")).said).toContain("Riverside Clinic");
    expect(existsSync(directory.file("data"))).toBe(false);
  });

  it("takes a folder whose database is lost for no new business", async () => {
    mkdirSync(directory.file("data"));
    writeFileSync(directory.file("data/vault.key"), "as long as there is one");

    const refused = await aro("settings", "show");
    expect(refused.code).toBe(exit.failure);
    expect(refused.said).toMatch(/data_missing: .* it is missing, but its key vault.key is there/);
  });

  it("undoes no change that the file does not know of, unless it names no version", async () => {
    const { said } = await aro("settings", "show");
    const [mine, theirs] = [directory.file("mine.json"), directory.file("theirs.json")];
    writeFileSync(mine, said.replace("Riverside Clinic", "Mine"));
    writeFileSync(theirs, said.replace("Riverside Clinic", "Theirs"));
    await aro("settings", "set", theirs);

    const refused = await aro("settings", "set", mine);
    expect(refused.code).toBe(exit.failure);
    expect(refused.said).toMatch(/settings_changed.*aro settings show.*version/s);
    expect((await aro("settings", "show")).said).toContain("Theirs");
    writeFileSync(mine, JSON.stringify(withoutVersion(readFileSync(mine, "utf8"))));
    expect((await aro("settings", "set", mine)).code).toBe(exit.ok);
    expect((await aro("settings", "show")).said).toContain("Mine");
  });

  it("names what cannot be used, and changes nothing", async () => {
    const file = directory.file("clinic.json");
    const { said } = await aro("settings", "show");
    writeFileSync(file, said.replace("America/New_York", "Mars/Olympus"));

    const refused = await aro("settings", "set", file);
    expect(refused).toMatchObject({ code: exit.invalidInput });
    expect(refused.said).toContain("zone must be a time zone such as America/New_York");
    expect((await aro("settings", "show")).said).toBe(said);
    expect((await aro("settings", "set", directory.file("nowhere"))).code).toBe(exit.invalidInput);
    expect((await aro("settings", "set")).code).toBe(exit.invalidInput);
  });
});
