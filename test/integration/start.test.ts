import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "#adapters/local/database";
import { runToEnd, type Server, startServer } from "#test/support/server";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

const root = fileURLToPath(new URL("../..", import.meta.url));

let directory: TemporaryDirectory;
let server: Server | undefined;
beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(async () => {
  await server?.kill();
  server = undefined;
  directory.remove();
});

describe("a start", () => {
  it("prints where to click, and leaves the keys where only the owner reads them", async () => {
    const folder = directory.file("data/below");
    server = await startServer(folder);

    const { out, err } = server.printed();
    expect(out).toContain(`ARO is running at ${server.baseUrl}\n`);
    expect(out).toContain(`${server.baseUrl}/ready`);
    expect(out).toContain(join(folder, "sandbox.json"));
    expect(out).toContain(`curl -s -X POST ${server.baseUrl}/sandbox/book -d '{}'`);
    expect(err.split("\n").filter((line) => /warning|experimental/i.test(line))).toEqual([]);

    const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
    expect(modeOf(folder)).toBe("700");
    const secret = ["sandbox.json", "aro.db", "vault.key", "carrier.db"];
    expect(secret.map((name) => modeOf(join(folder, name)))).toEqual(["600", "600", "600", "600"]);
    expect(server.sandbox()).toMatchObject({
      baseUrl: server.baseUrl,
      tenant: "riverside",
      endpoints: { calendly: { signatureHeader: "Calendly-Webhook-Signature" } },
    });
  });

  it("does what it printed: the first booking is one line of curl", async () => {
    server = await startServer(directory.path);
    const [, command] = /^ {2}(curl .*)$/m.exec(server.printed().out) ?? [];
    const { stdout } = await promisify(execFile)("sh", ["-c", command ?? "false"]);

    expect(JSON.parse(stdout)).toMatchObject({ answers: [{ outcome: "accepted" }] });
    expect(await server.texts("+14045550123")).toHaveLength(1);
    expect((await fetch(`${server.baseUrl}/ready`)).status).toBe(200);
    expect((await fetch(`${server.baseUrl}/`)).status).toBe(200);
  });

  it("answers whoever comes while it is still getting up, and is all there by then", async () => {
    const port = await freePort();
    const starting = startServer(directory.path, { PORT: port });
    const answer = await untilTaken(`http://127.0.0.1:${port}/health`);

    expect(answer.status).toBe(200);
    expect(existsSync(directory.file("sandbox.json"))).toBe(true);
    server = await starting;
  });

  const freePort = async (): Promise<string> => {
    const held = createServer().listen(0, "127.0.0.1");
    await once(held, "listening");
    const address = held.address();
    held.close();
    return typeof address === "object" && address !== null ? String(address.port) : "";
  };

  /** Again and again until somebody listens; then this one request is all there is. */
  const untilTaken = async (url: string): Promise<Response> => {
    for (;;) {
      const answer = await fetch(url, { signal: AbortSignal.timeout(60_000) }).catch(
        (error: unknown) => {
          if (error instanceof TypeError) return null; // Refused: nobody listens yet.
          throw error;
        },
      );
      if (answer !== null) return answer;
    }
  };

  it("ends quietly when it is asked to, and the next one knows the same keys", async () => {
    server = await startServer(directory.path);
    const before = server.sandbox();
    expect(await server.stop()).toBe(0);

    server = await startServer(directory.path);
    const after = server.sandbox();
    expect(after.apiToken).toBe(before.apiToken);
    expect(after.endpoints.calendly.signingSecret).toBe(before.endpoints.calendly.signingSecret);
  });

  it("checks the hash chains beside its work, and says so", async () => {
    server = await startServer(directory.path);
    const { process, printed } = server;
    while (!printed().err.includes("chain.verified") && process.stderr !== null)
      await once(process.stderr, "data");

    expect(printed().err).toMatch(
      /"level":"info","event":"chain.verified","streams":1,"commits":1/,
    );
  });
});

describe("a start after a first one that died half-way", () => {
  it.each([
    ["when the database was only a name", () => writeFileSync(directory.file("aro.db"), "")],
    ["before there was a key", () => openDatabase(directory.file("aro.db")).close()],
    [
      "while it wrote the key",
      () => {
        openDatabase(directory.file("aro.db")).close();
        writeFileSync(directory.file("vault.key.new"), "half a key", { mode: 0o600 });
      },
    ],
    [
      "when it had the key, and nothing that the key opens",
      () => {
        openDatabase(directory.file("aro.db")).close();
        writeFileSync(directory.file("vault.key"), "k".repeat(32), { mode: 0o600 });
      },
    ],
  ])("begins anew: %s", async (_, leave) => {
    leave();
    server = await startServer(directory.path);

    expect((await server.post("/sandbox/book", {})).status).toBe(200);
  });
});

describe("a start that cannot be", () => {
  /** One line that names the code, and nothing else: no stack, no half a welcome. */
  const refuses = async (ended: ReturnType<typeof runToEnd>, line: RegExp): Promise<void> => {
    const { code, out, err } = await ended;
    expect(out).toBe("");
    expect(err).toMatch(/^aro: [^\n]+\n$/);
    expect(err).toMatch(line);
    expect(code).toBe(1);
  };
  const data = (): { readonly ARO_DATA: string; readonly PORT: string } => ({
    ARO_DATA: directory.path,
    PORT: "0",
  });

  it("because another process has the folder; that one goes on", async () => {
    server = await startServer(directory.path);
    await refuses(runToEnd(data()), /^aro: data_in_use: .*another ARO process/);
    expect((await fetch(`${server.baseUrl}/ready`)).status).toBe(200);
  });

  it("because the port is taken; the folder is left as it was for whoever comes next", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? String(address.port) : "";
    await refuses(runToEnd({ ...data(), PORT: port }), new RegExp(`^aro: port_taken: .*${port}`));
    other.close();

    server = await startServer(directory.path);
  });

  it.each(["nope", "/proc/nope"])("because there is no pack %s", async (pack) => {
    await refuses(
      runToEnd({ ...data(), ARO_PACK: pack }),
      /^aro: definition_invalid: Cannot read the pack in .*nope \(ENOENT\)\. Set ARO_PACK to .*$/m,
    );
  });

  it.each([
    ["a file is in its place", () => fileAt("data")],
    ["a file is in the place of a folder above it", () => join(fileAt("data"), "below", "that")],
    ["it lies where nothing can be made", () => "/proc/nope"],
    ["it lies deep where nothing can be made", () => "/proc/nope/not/here"],
    ["it is a device", () => "/dev/null"],
  ])("because the data folder cannot be used: %s", async (_, path) => {
    await refuses(
      runToEnd({ ...data(), ARO_DATA: path() }),
      /^aro: data_directory_unreadable: Cannot use the data in ".*": .*\.$/m,
    );
  });

  it.each(["data", "data/below/that"])("says so where %s cannot be a folder", async (path) => {
    fileAt("data");
    await refuses(
      runToEnd({ ...data(), ARO_DATA: directory.file(path) }),
      /^aro: data_directory_unreadable: Cannot use the data in ".*": a part of that path is no folder\.$/m,
    );
  });

  const fileAt = (name: string): string => {
    writeFileSync(directory.file(name), "I am a file.");
    return directory.file(name);
  };

  it("because a newer ARO has written the data; nothing in it is touched", async () => {
    server = await startServer(directory.path);
    await server.stop();
    const path = directory.file("aro.db");
    const db = new DatabaseSync(path);
    db.exec("PRAGMA user_version = 99");
    db.close();
    const before = readFileSync(path);

    await refuses(runToEnd(data()), /^aro: data_newer: .*schema 99/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it("because the data is damaged", async () => {
    server = await startServer(directory.path);
    await server.stop();
    writeFileSync(
      directory.file("aro.db"),
      "This is no database, whatever its name says. ".repeat(99),
    );

    await refuses(runToEnd(data()), /^aro: data_corrupt: /);
  });

  it("because the simulated carrier's data is damaged: that file is named", async () => {
    writeFileSync(directory.file("carrier.db"), "This is no database either. ".repeat(200));

    await refuses(runToEnd(data()), /^aro: data_corrupt: Cannot use the data in ".*\/carrier\.db"/);
  });

  it("because a page within the simulated carrier's data is damaged", async () => {
    server = await startServer(directory.path);
    for (const phone of ["+14045550123", "+14045550124"])
      await server.post(`/sandbox/phone/${phone}`, { body: "How far is it? ".repeat(60) });
    await server.stop();
    const path = directory.file("carrier.db");
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xa5, 4096, 8192));

    await refuses(runToEnd(data()), /^aro: data_corrupt: Cannot use the data in ".*\/carrier\.db"/);
  });

  it.each(["sandbox.json", "sandbox.json.new", "vault.key.new", "aro.db", "aro.lock"])(
    "because a folder lies where %s belongs",
    async (name) => {
      mkdirSync(directory.file(name));
      await refuses(runToEnd(data()), /^aro: data_directory_unreadable: /);
    },
  );

  it("because the database is gone, or empty, and its key is still there", async () => {
    server = await startServer(directory.path);
    await server.stop();
    const path = directory.file("aro.db");
    const kept = readFileSync(path);
    writeFileSync(path, "");
    await refuses(runToEnd(data()), /^aro: data_missing: .*\/aro\.db": it is empty, .*vault\.key/);
    rmSync(path);
    await refuses(
      runToEnd(data()),
      /^aro: data_missing: .*\/aro\.db": it is missing, .*vault\.key/,
    );
    expect(existsSync(path)).toBe(false);

    writeFileSync(path, kept, { mode: 0o600 });
    server = await startServer(directory.path);
  });

  it("because the key file is gone, is too short, or can be read by others", async () => {
    server = await startServer(directory.path);
    await server.post("/sandbox/book", {});
    await server.stop();
    const key = directory.file("vault.key");
    const good = readFileSync(key);

    writeFileSync(key, good.subarray(1));
    await refuses(runToEnd(data()), /^aro: vault_key_unusable: .*31 bytes/);
    await promisify(execFile)("chmod", ["644", key]);
    await refuses(runToEnd(data()), /^aro: vault_key_unusable: .*make it 600/);
    await promisify(execFile)("rm", [key]);
    await refuses(runToEnd(data()), /^aro: vault_key_unusable: .*missing/);
  });

  it("because the folder was begun in the other mode", async () => {
    server = await startServer(directory.path);
    await server.stop();
    await refuses(runToEnd({ ...data(), ...live }), /^aro: data_other_mode: /);
  });

  const live = {
    ARO_MODE: "live",
    ARO_PUBLIC_URL: "https://aro.example.com",
    CALENDLY_SIGNING_KEY: "signing-key",
    TWILIO_ACCOUNT_SID: "AC0",
    TWILIO_AUTH_TOKEN: "auth-token",
    TWILIO_FROM: "+14045550100",
  };
  it("live without a variable that it needs: the line says what it is for", async () => {
    const { TWILIO_FROM: _, ...rest } = live;
    const line = /^aro: configuration_invalid: TWILIO_FROM is missing\. Sender: a number in E\.164/;
    await refuses(runToEnd({ ...data(), ...rest }), line);
  });

  it("live without any booking system, or with half a one: the line says what is missing", async () => {
    const { CALENDLY_SIGNING_KEY: _, ...rest } = live;
    const none = /^aro: configuration_invalid: CALENDLY_SIGNING_KEY is missing, and no other/;
    await refuses(runToEnd({ ...data(), ...rest }), none);
    const half = /^aro: configuration_invalid: ACUITY_USER_ID is missing beside ACUITY_API_KEY\./;
    await refuses(runToEnd({ ...data(), ...rest, ACUITY_API_KEY: "key" }), half);
  });

  it("because a variable cannot be used", async () => {
    const line =
      /^aro: configuration_invalid: PORT must be a whole number from 0 to 65535\. Port to/;
    await refuses(runToEnd({ ...data(), PORT: "abc" }), line);
  });

  it("because a definition of the pack cannot be read: file and line are named", async () => {
    const copy = directory.file("program");
    mkdirSync(copy);
    for (const part of ["adapters", "core", "events", "functions", "local", "web"])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    for (const part of ["manifest.ts", "package.json"]) cpSync(join(root, part), join(copy, part));
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    const file = join(copy, "core/profiles/healthcare/reminder-sequence.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("48h", "48 hours"));

    await refuses(
      runToEnd({ ...data(), ARO_DATA: directory.file("data") }, join(copy, "local", "main.ts")),
      /^aro: definition_invalid: .*reminder-sequence\.yaml:\d+: .*48 hours/,
    );
  });
});
