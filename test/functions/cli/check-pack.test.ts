import { describe, expect, it } from "vitest";
import { exit } from "#cli/command";
import { runCli } from "#cli/run";
import { changedPack } from "#test/support/changed-pack";
import { memoryIo } from "#test/support/memory-io";

describe("aro check-pack", () => {
  it("says with file and line that a reminder may not name where to pay", async () => {
    const pack = changedPack("deposit.yaml", (text) =>
      text.replace(
        "template: deposit-reminder\n      purpose: deposit",
        "template: deposit-reminder",
      ),
    );
    const io = memoryIo(false);
    expect(await runCli(["check-pack", pack], io)).toBe(exit.invalidInput);
    expect(io.said[0]).toMatch(
      /\/templates\/deposit-reminder\.liquid:\d+:1: Cannot name "deposit\.link": the step "reminder" of "deposit\.yaml"/,
    );
  });

  it.each(["healthcare", "salon"])("has nothing to say of the pack %s", async (name) => {
    const io = memoryIo(false);
    expect(await runCli(["check-pack", `core/profiles/${name}`], io)).toBe(exit.ok);
  });
});
