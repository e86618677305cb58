import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import packageJson from "../../../package.json" with { type: "json" };
import { exit } from "#cli/command";
import { runCli, withoutJson } from "#cli/run";
import { table } from "#cli/table";
import { terminal } from "#cli/terminal";
import { memoryIo } from "#test/support/memory-io";
import { temporaryDirectory } from "#test/support/temporary-directory";

const run = async (...args: string[]) => {
  const { args: rest, isJson } = withoutJson(args);
  const io = memoryIo(isJson);
  const code = await runCli(rest, io);
  return { code, out: io.said.join("\n"), err: io.complained.join("\n") };
};

describe("the table of commands", () => {
  it.each(table)(
    "says of $name what the command says of itself",
    async ({ name, summary, load }) => {
      const { command } = await load();
      expect([command.name, command.summary]).toEqual([name, summary]);
      expect(summary).not.toMatch(/\.$/);
    },
  );

  it.each(table)("has a help for $name that names its arguments", async ({ name, summary }) => {
    const { code, out } = await run(...name.split(" "), "--help");
    expect(code).toBe(exit.ok);
    expect(out).toContain(`${summary}.`);
    expect(out).toContain(`Usage: aro ${name}`);
  });
});

describe("aro", () => {
  it.each([[[]], [["--help"]], [["help"]], [["-h"]]])("%j lists every command", async (args) => {
    const { code, out } = await run(...args);
    expect(code).toBe(exit.ok);
    for (const { name, summary } of table) expect(out).toContain(`${name.padEnd(16)}   ${summary}`);
  });

  it.each(["--version", "-V", "version"])("prints its version when asked %s", async (asked) => {
    const { version } = packageJson;
    expect(await run(asked)).toEqual({ code: exit.ok, out: version, err: "" });
    expect(JSON.parse((await run(asked, "--json")).out)).toEqual({ version });
  });

  it.each([
    ["improt customers", 'Did you mean "aro import customers"?'],
    ["chekc-pack", 'Did you mean "aro check-pack"?'],
    ["import", "There is aro import customers."],
    ["appointment list", "There is aro appointment show."],
    ["xyzzy", "aro --help lists the commands."],
    ["--verison", "aro --help lists the commands."],
  ])('does not know "%s" and says: %s', async (typed, advice) => {
    const { code, err } = await run(...typed.split(" "));
    expect(code).toBe(exit.invalidInput);
    expect(err).toContain(advice);
  });

  it.each([
    ["import customers --dryrun list.csv", 'Did you mean "--dry-run"?'],
    ["import customers", "name one CSV file"],
    ["import customers a.csv b.csv", "name one CSV file"],
    ["import customers a.csv --region USA", '--region "USA"'],
    ["import customers a.csv --column phon=x", 'Did you mean "phone"?'],
    ["import customers a.csv --evidence", "aro import customers --help tells how."],
    ["appointment show", "give one id"],
    ["appointment show x --url nowhere", "no http or https address"],
    ["appointment show x --url http://127.0.0.1:1", "without a token"],
    ["send-webhook strype", "calendly, calcom, acuity, square, twilio, twilio-status, stripe"],
    ["send-webhook twilio --data /nowhere", "sandbox.json"],
    ["check-pack", "name one folder"],
    ["synchronise", "there is calendly, calcom, acuity, square"],
    ["synchronise --system calendy", 'Did you mean "calendly"?'],
    ["synchronise --system acuity --from monday", '--from "monday"'],
    ["synchronise --system acuity --to 2026-03-03", "it is no instant"],
    [
      "synchronise --system acuity --from 2026-03-04T00:00:00Z --to 2026-03-03T00:00:00Z",
      "--to is not after --from",
    ],
    ["synchronise --system acuity --after 2", '--after "2"'],
    ["completion bsh", 'Did you mean "aro completion bash"?'],
    ["completion", "Cannot complete: name one shell, bash, zsh or fish."],
    ["completion bash zsh", "Cannot complete: name one shell, bash, zsh or fish."],
    ["synchronise --dry-run", "Cannot synchronise: say with which, by --system"],
    ["start --port 1", "Unknown option '--port'"],
    ["demo 7", "Unexpected argument '7'"],
  ])('refuses "%s" with words that help: %s', async (typed, words) => {
    const { code, err } = await run(...typed.split(" "));
    expect([exit.invalidInput, exit.failure]).toContain(code);
    expect(err).toContain(words);
  });

  it("tells a program the same in one document", async () => {
    const { code, out } = await run("improt", "customers", "--json");
    expect(code).toBe(exit.invalidInput);
    expect(JSON.parse(out)).toMatchObject({
      error: { code: "arguments_invalid", advice: 'Did you mean "aro import customers"?' },
    });
  });

  it.each([
    "replies evaluate",
    "replies evaluate nofile.csv",
    "replies evaluate nofile.csv --wrong many",
    "demo --seed monday",
    "risk recalculate --customer x",
    "synchronise --system calend",
    "customer show",
    "appointment show",
    "import customers",
    "check-pack /nowhere",
    "completion",
    "send-webhook",
    "start --port 1",
  ])(
    'tells a program what is wrong with "%s", in one document and by its exit code',
    async (typed) => {
      const { code, out, err } = await run(...typed.split(" "), "--json");
      const { error } = JSON.parse(out) as { error: { code: string; message: string } };
      expect(error.message).toMatch(/^Cannot .*\.$/);
      expect(code).toBe(exit.invalidInput);
      expect(err).toContain(`aro: ${error.code}: ${error.message}`);
    },
  );

  it.each(["bash", "zsh", "fish"])(
    "completes every command and its options in %s",
    async (shell) => {
      const { out } = await run("completion", shell);
      for (const word of ["import", "customers", "check-pack", "synchronise", "dry-run"])
        expect(out).toContain(word);
    },
  );
});

describe("a terminal", () => {
  const fake = (isTTY: boolean) => {
    let [now, signal] = [0, (): void => {}];
    const [out, err, codes]: [string[], string[], number[]] = [[], [], []];
    const io = terminal({
      stdout: { write: (text) => out.push(text) },
      stderr: { isTTY, write: (text) => err.push(text) },
      isJson: false,
      onSignal: (listener) => {
        signal = listener;
      },
      quit: (code) => codes.push(code),
      nowMs: () => now,
    });
    return { io, out, err, codes, wait: (ms: number) => (now += ms), ctrlC: () => signal() };
  };

  it("draws over itself where a person watches, and clears up before it speaks", () => {
    const { io, out, err, wait } = fake(true);
    io.progress({ what: "rows", done: 5, of: 10 });
    io.progress({ what: "rows", done: 6, of: 10 }); // Too soon to be seen.
    wait(200);
    io.progress({ what: "rows", done: 7, of: null });
    io.out("done");
    expect(err[0]).toMatch(/^\r {2}█{12}.*5 of 10 rows/);
    expect(err[1]).toContain("7 rows");
    expect(err[2]).toBe("\r\u001B[K");
    expect([err.length, out]).toEqual([3, ["done\n"]]);
  });

  it("writes a line now and then into a log", () => {
    const { io, err, wait } = fake(false);
    for (let done = 0; done <= 100; done += 10) {
      io.progress({ what: "rows", done, of: 100 });
      wait(1_000);
    }
    expect(err).toEqual(["50 of 100 rows\n", "100 of 100 rows\n"]);
  });

  it("ends with Ctrl-C at once, or lets a command that wants to end by itself", () => {
    const plain = fake(false);
    plain.ctrlC();
    expect(plain.codes).toEqual([exit.interrupted]);

    const gentle = fake(false);
    let asked = 0;
    gentle.io.onInterrupt(() => (asked += 1));
    gentle.ctrlC();
    expect([asked, gentle.codes]).toEqual([1, []]);
    gentle.ctrlC();
    expect([asked, gentle.codes]).toEqual([1, [exit.interrupted]]);
  });
});

describe("what a command throws", () => {
  it("that the house has a name for is told by it; anything else is internal", async () => {
    const { code, err } = await run("restore", import.meta.filename, "--data", "/proc/nowhere");
    expect(code).toBe(exit.failure);
    expect(err).toContain("data_directory_unreadable: ");
  });

  it("makes no folder for a backup that is not there", async () => {
    const folder = temporaryDirectory();
    const data = folder.file("data");
    const { code, err } = await run("restore", folder.file("monday.db"), "--data", data);
    expect([code, err]).toEqual([exit.failure, expect.stringContaining("there is no such backup")]);
    expect(existsSync(data)).toBe(false);
    folder.remove();
  });
});
