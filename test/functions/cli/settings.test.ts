import { readFileSync, writeFileSync } from "node:fs";
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

describe("aro settings", () => {
  it("shows what can be changed and given back", async () => {
    const shown = await aro("settings", "show");
    const file = directory.file("clinic.json");
    writeFileSync(file, shown.said.replace("Riverside Clinic", "Lakeside Dental"));

    expect((await aro("settings", "set", file)).code).toBe(exit.ok);
    expect((await aro("settings", "show")).said).toBe(readFileSync(file, "utf8"));
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
