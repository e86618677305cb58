import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { runCli } from "#cli/run";
import { memoryIo } from "#test/support/memory-io";

const scriptFor = async (shell: string): Promise<string> => {
  const io = memoryIo(false);
  await runCli(["completion", shell], io);
  return io.said.join("\n");
};

/** What bash would offer for a line whose last word is being typed. */
const offered = async (line: string): Promise<readonly string[]> => {
  const words = line.split(" ").map((word) => `"${word}"`);
  const asked = `COMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; _aro; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const script = `complete() { :; }\n${await scriptFor("bash")}\n${asked}`;
  return execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\n").filter(Boolean);
};

describe("completion", () => {
  it.each([
    ["aro import customers f.csv --dr", ["--dry-run"]],
    ["aro appointment show --data /x --u", ["--url"]],
    ["aro appointment sh", ["show"]],
    ["aro import cust", ["customers"]],
    ["aro completion f", ["fish"]],
    ["aro send-webhook s", ["square", "stripe"]],
    ["aro send-webhook twilio --fr", ["--from"]],
    ["aro send-webhook stripe p", ["paid", "pending"]],
    ["aro send-webhook stripe refunded --re", ["--refunded"]],
    ["aro send-webhook stripe refunded p", []],
    ["aro send-webhook twilio p", []],
  ])("of %s", async (line, words) => {
    expect([...(await offered(line))].toSorted()).toEqual(words);
  });

  it("offers a provider, or a shell, where nothing stands there yet", async () => {
    expect(await offered("aro completion ")).toEqual(
      expect.arrayContaining(["bash", "zsh", "fish"]),
    );
    const providers = ["calendly", "calcom", "acuity", "square", "twilio", "twilio-status"];
    expect(await offered("aro send-webhook ")).toEqual(
      expect.arrayContaining([...providers, "stripe"]),
    );
    expect(await offered("aro completion bash ")).not.toContain("zsh");
  });

  it("says the same in fish", async () => {
    expect(await scriptFor("fish")).toContain(
      `complete -c aro -f -n "__fish_seen_subcommand_from completion" -a 'bash zsh fish'`,
    );
    expect(await scriptFor("fish")).toContain(
      `complete -c aro -f -n "__fish_seen_subcommand_from send-webhook; and __fish_seen_subcommand_from stripe" -a 'paid pending succeeded failed refunded disputed'`,
    );
  });
});
