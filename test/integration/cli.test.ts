import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { startServer } from "#test/support/server";
import { temporaryDirectory } from "#test/support/temporary-directory";

const program = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const folder = temporaryDirectory();
afterAll(folder.remove);

/** Runs `aro` as a person would, with no variable of this machine but the path. */
const aro = (...args: readonly string[]) => aroWith({}, ...args);

const aroWith = (more: Readonly<Record<string, string>>, ...args: readonly string[]) => {
  const env = { PATH: process.env["PATH"], ARO_DATA: folder.file("data"), PORT: "0", ...more };
  const child = spawn(process.execPath, [program, ...args], { cwd: folder.path, env });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = once(child, "close").then(() => ({ code: child.exitCode, out, err }));
  return { child, ended };
};

const run = (...args: readonly string[]) => aro(...args).ended;

describe("aro, as a program", () => {
  it("helps, and ends well", async () => {
    const { code, out, err } = await run("--help");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("import customers");
  });

  it("keeps quiet when nobody reads on", async () => {
    const { child, ended } = aro("completion", "fish");
    child.stdout.destroy();
    expect((await ended).err).toBe("");
  });

  it("imports, then shows to a server's user what came; and not while the server runs", async () => {
    const list = join(folder.path, "list.csv");
    writeFileSync(list, "name,phone\nAda Example,(404) 555-0123\n");
    expect(await run("import", "customers", list)).toMatchObject({ code: 0 });

    const server = await startServer(folder.file("data"));
    try {
      const refused = await run("import", "customers", list);
      expect(refused.code).toBe(1);
      expect(refused.err).toContain("data_in_use: ");
      expect(refused.err).toContain("Stop the server");

      const shown = await run("customer", "show", "+14045550123", "--json");
      expect(JSON.parse(shown.out)).toMatchObject({
        customer: { contact: { name: "Ada Example" } },
      });

      expect(await run("send-webhook", "calendly")).toMatchObject({ code: 0 });
      expect(
        await run("send-webhook", "twilio", "--from", "+14045550123", "--body", "STOP"),
      ).toMatchObject({
        code: 0,
      });
      const after = JSON.parse((await run("customer", "show", "404-555-0123", "--json")).out) as {
        readonly customer: object;
        readonly appointments: readonly { readonly id: string }[];
      };
      expect(after.customer).toMatchObject({ optedOut: true });
      const story = await run("appointment", "show", after.appointments[0]?.id ?? "");
      expect(story.out).toContain("Opted out of texts");
    } finally {
      await server.stop();
    }
    const gone = await run("customer", "show", "+14045550123");
    expect([gone.code, gone.err]).toEqual([1, expect.stringContaining("ECONNREFUSED")]);
  });

  it("starts a server that Ctrl-C ends, and says in one document where it is", async () => {
    const { child, ended } = aro("start", "--json");
    await once(child.stdout, "data");
    child.kill("SIGINT");
    const { code, out } = await ended;
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      baseUrl: expect.stringContaining("http://127.0.0.1:"),
    });
  });

  it("says in one document why it cannot start", async () => {
    const elsewhere = { ARO_DATA: "/proc/nowhere" };
    const { child, ended } = aroWith(elsewhere, "start", "--json");
    const { code, out } = await ended;
    expect(child.exitCode).toBe(1);
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { error: { code: "data_directory_unreadable" } },
    ]);
  });

  it("checks a pack, and tells where it is wrong", async () => {
    const pack = folder.file("pack");
    mkdirSync(pack);
    const { code, out } = await run("check-pack", pack);
    expect(code).toBe(6);
    expect(out).toMatch(/pack\.yaml:1:1: Cannot find the file "pack\.yaml"/);
  });
});
