import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { acquireLock } from "#adapters/local/lock";
import { exit } from "#cli/command";
import { runCli } from "#cli/run";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, testHouse } from "#test/support/house";
import { memoryIo } from "#test/support/memory-io";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

let directory: TemporaryDirectory;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => {
  vi.unstubAllEnvs();
  directory.remove();
});

const aro = async (args: readonly string[], isJson = false) => {
  const io = memoryIo(isJson);
  const code = await runCli(["views", "rebuild", ...args], io);
  return { code, out: io.said.join("\n"), err: io.complained.join("\n"), steps: io.steps };
};

describe("aro views rebuild in a folder", () => {
  const stopped = async () => {
    const house = await testHouse("2026-03-02T15:00:00Z");
    await house.post(inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z") })));
    const rows = (db = house.composed.db) =>
      db
        .all<object>("SELECT * FROM views ORDER BY tenant, view, key")
        .map((row) => JSON.stringify(row));
    const before = rows();
    const { db } = house.composed;
    await db.write(() => db.run("UPDATE views SET data = '{}', version = 99"));
    await house.leave();
    return { folder: house.folder, before, rows };
  };

  it("brings the rows of a stopped server back, says how many commits, and how far it is", async () => {
    const { folder, before, rows } = await stopped();
    const { code, out, steps } = await aro(["--data", folder]);
    expect(code).toBe(exit.ok);
    expect(out).toMatch(/^riverside: \d+ commits folded anew\.$/);
    const json = await aro(["--data", folder], true);
    const commits = Number(/\d+/.exec(out)?.[0]);
    expect(JSON.parse(json.out)).toEqual({ tenants: [{ tenant: "riverside", commits }] });
    expect(steps.at(-1)).toEqual({ what: "commits", done: commits, of: null });

    const again = await testHouse("2026-03-02T15:00:00Z", { folder });
    onTestFinished(() => again.close());
    expect(rows(again.composed.db)).toEqual(before);
  });

  it("is refused while a server runs, and where there are no data", async () => {
    mkdirSync(directory.file("busy"));
    writeFileSync(directory.file("busy/aro.db"), "");
    const lock = acquireLock(directory.file("busy/aro.lock"));
    onTestFinished(() => lock.release());
    const busy = await aro(["--data", directory.file("busy")]);
    expect([busy.code, busy.err]).toEqual([exit.failure, expect.stringContaining("data_in_use")]);
    expect((await aro(["--data", directory.file("nowhere")])).err).toContain("data_missing");
  });
});

describe("aro views rebuild on a stage", () => {
  const counts = { streams: 4, rows: 9, mended: 1, removed: 2, failed: 0 };
  const going = { tenant: "riverside", state: "going_on", pass: 1, counts, next: { place: 7 } };
  const ended = { ...going, state: "done", pass: 2, next: null };
  const ok = (value: object) => ({ told: { ok: true, value } });

  /** An AWS CLI that gives these answers, one at each call, and writes down how it was called. */
  const awsCli = (...answers: readonly { readonly told: object; readonly error?: string }[]) => {
    const [calls, left] = [directory.file("calls"), directory.file("answers")];
    writeFileSync(left, JSON.stringify(answers));
    const program = `#!${process.execPath}
const fs = require("node:fs");
const args = process.argv.slice(2);
fs.appendFileSync(${JSON.stringify(calls)}, JSON.stringify(args) + "\\n");
const [now, ...later] = JSON.parse(fs.readFileSync(${JSON.stringify(left)}, "utf8"));
fs.writeFileSync(${JSON.stringify(left)}, JSON.stringify(later));
fs.writeFileSync(args.at(-1), JSON.stringify(now.told));
console.log(JSON.stringify({ StatusCode: 200, FunctionError: now.error }));
`;
    writeFileSync(directory.file("aws"), program);
    chmodSync(directory.file("aws"), 0o700);
    vi.stubEnv("PATH", directory.file(""));
    return () =>
      readFileSync(calls, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as readonly string[]);
  };

  it("calls its operation until all is done, each time with what it was answered", async () => {
    const calls = awsCli(ok(going), ok(ended));
    expect(await aro(["--stage", "production"])).toEqual({
      code: exit.ok,
      out: "riverside: 4 streams folded anew, 9 rows looked at, 1 mended, 2 taken away.",
      err: "",
      steps: Array.from({ length: 2 }, () => ({ what: "streams and rows", done: 13, of: null })),
    });
    const [first = [], second = []] = calls();
    expect(first.slice(0, 4).join(" ")).toBe(
      "lambda invoke --function-name aro-production-operate-rebuild:live",
    );
    expect([first.at(-2), second.at(-2)]).toEqual(["{}", `{"place":7}`]);
    expect(existsSync(second.at(-1) ?? "")).toBe(false);
  });

  it("ends with 2 where the lists do not agree in the end, and calls a stage of one's own by its name", async () => {
    const calls = awsCli(ok({ ...ended, state: "unsettled" }));
    const { code, out } = await aro(["--stage", "ada"], true);
    expect(code).toBe(exit.verificationFailed);
    expect(JSON.parse(out)).toEqual({
      stage: "ada",
      tenants: [{ tenant: "riverside", state: "unsettled", ...counts }],
    });
    expect(calls()[0]).toContain("aro-ada-operate-rebuild");
  });

  it("tells what went wrong: it has thrown, it refuses, nobody can be asked", async () => {
    awsCli({ told: { errorType: "dynamodb_throttled", errorMessage: "…" }, error: "Unhandled" });
    const thrown = await aro(["--stage", "ada"]);
    expect([thrown.code, thrown.err]).toEqual([
      exit.failure,
      expect.stringContaining("has thrown dynamodb_throttled"),
    ]);
    awsCli({ told: { ok: false, refusal: { details: { path: "from", why: "not known" } } } });
    expect((await aro(["--stage", "ada"])).err).toContain('Stage "ada" refuses: not known');
    vi.stubEnv("PATH", "/nowhere");
    expect((await aro(["--stage", "ada"])).err).toContain("the AWS CLI (aws) is not installed");
    expect((await aro(["--stage", "a;b"])).code).toBe(exit.invalidInput);
    expect((await aro(["--stage", "ada", "--data", "x"])).code).toBe(exit.invalidInput);
  });
});
