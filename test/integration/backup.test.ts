import { execFile } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sign } from "#adapters/calendly/sample";
import { openDatabase } from "#adapters/local/database";
import { fromEpochMs } from "#core/kernel/time";
import { type House, startHouse } from "#test/killed/house";
import { inspect } from "#test/killed/inspect";
import { commandsOf, storyFrom } from "#test/killed/story";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

let data: TemporaryDirectory;
let kept: TemporaryDirectory;
let house: House | undefined;
beforeEach(() => {
  [data, kept] = [temporaryDirectory(), temporaryDirectory()];
});
afterEach(async () => {
  await house?.kill();
  house = undefined;
  data.remove();
  kept.remove();
});

type Ended = { readonly code: number; readonly out: string; readonly err: string };

/** `aro …`, as somebody types it. */
const aro = (...words: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const program = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
    const env = { PATH: process.env["PATH"], ARO_DATA: data.path };
    execFile(process.execPath, [program, ...words], { env, cwd: "/" }, (error, out, err) => {
      resolve({ code: Number(error?.code ?? 0), out, err });
    });
  });

const bodies = storyFrom(1, { customers: 24 })
  .steps.flatMap(({ deeds }) => deeds)
  .flatMap(({ kind, body }) => (kind === "webhook" ? [body] : []))
  .filter((body) => commandsOf(body).length === 1);

const book = async ({ sandbox }: House, body: string): Promise<string | null> => {
  const { url, signingSecret } = sandbox.endpoints.calendly;
  const headers = sign(body, signingSecret, fromEpochMs(Date.now()));
  const { status } = await fetch(url, { method: "POST", headers, body });
  return status === 200 ? (commandsOf(body)[0] ?? null) : null;
};

const bookAll = async (to: House, some: readonly string[]): Promise<readonly string[]> => {
  const commands: string[] = [];
  for (const body of some) {
    const command = await book(to, body);
    if (command !== null) commands.push(command);
  }
  return commands;
};

const moveAway = (...names: readonly string[]): void => {
  for (const name of names)
    if (existsSync(data.file(name))) renameSync(data.file(name), kept.file(`old-${name}`));
};

describe("a database that is damaged", () => {
  it("is refused, and its copy of yesterday goes on with all that was acknowledged by then", async () => {
    house = await startHouse({ folder: data.path });
    const before = await bookAll(house, bodies.slice(0, 8));
    // While customers go on booking.
    const [copied] = await Promise.all([
      aro("backup", kept.file("monday.db")),
      bookAll(house, bodies.slice(8)),
    ]);
    copyFileSync(data.file("vault.key"), kept.file("vault.key"));
    expect(copied).toMatchObject({ code: 0, err: "" });
    expect(copied.out).toMatch(
      /monday\.db: \d+ commits of \d+ streams, and every chain is whole\./,
    );
    expect(statSync(kept.file("monday.db")).mode & 0o777).toBe(0o600);

    await house.kill();
    openDatabase(data.file("aro.db")).close(); // Copies the log home.
    writeFileSync(
      data.file("aro.db"),
      readFileSync(data.file("aro.db")).fill(0xa5, 20_480, 24_576),
    );
    await expect(startHouse({ folder: data.path })).rejects.toThrow(/the file is damaged; restore/);
    moveAway("aro.db", "aro.db-wal", "aro.db-shm", "vault.key");
    const key = ["--key", kept.file("vault.key")];
    const restored = await aro("restore", kept.file("monday.db"), ...key);
    expect(restored).toMatchObject({ code: 0, err: "" });
    for (const name of ["aro.db", "vault.key"])
      expect(statSync(data.file(name)).mode & 0o777).toBe(0o600);

    house = await startHouse({ folder: data.path });
    expect((await fetch(`${house.baseUrl}/ready`)).status).toBe(200);
    const again = await bookAll(house, bodies); // As the booking system sends what we do not have.
    await house.kill();
    const { commands, fault, sealed } = await inspect(data.path);
    expect(before.length).toBeGreaterThan(4);
    expect([...before, ...again].filter((command) => !commands.has(command))).toEqual([]);
    expect({ fault, sealed }).toEqual({ fault: null, sealed: null });
  });
});

describe("a copy", () => {
  beforeEach(async () => {
    house = await startHouse({ folder: data.path });
    await bookAll(house, bodies.slice(0, 2));
    await aro("backup", kept.file("monday.db"));
  });

  it("never takes the place of another one, nor of a database that is there", async () => {
    const copy = readFileSync(kept.file("monday.db"));
    expect(await aro("backup", kept.file("monday.db"))).toMatchObject({
      code: 6,
      err: expect.stringContaining("it is there already") as string,
    });
    expect(readFileSync(kept.file("monday.db")).equals(copy)).toBe(true);
    expect((await aro("restore", kept.file("monday.db"))).err).toMatch(/^aro: data_in_use: /);

    await house?.kill();
    expect((await aro("restore", kept.file("monday.db"))).err).toContain(
      `"${data.file("aro.db")}" is there already`,
    );
    moveAway("aro.db"); // And the log of the old one is left: it would be mixed into the copy.
    expect((await aro("restore", kept.file("monday.db"))).err).toContain(
      `"${data.file("aro.db-wal")}" is there already`,
    );
    expect(existsSync(data.file("aro.db"))).toBe(false);
  });

  it("is not restored with a key that does not open it, or when it is damaged", async () => {
    await house?.kill();
    moveAway("aro.db", "aro.db-wal", "aro.db-shm", "vault.key");
    const restore = () => aro("restore", kept.file("monday.db"), "--key", kept.file("key"));
    writeFileSync(kept.file("key"), "k".repeat(32), { mode: 0o600 });
    expect((await restore()).err).toMatch(/^aro: vault_key_unusable: .*not the key that sealed/);

    copyFileSync(kept.file("old-vault.key"), kept.file("key"));
    const copy = readFileSync(kept.file("monday.db"));
    writeFileSync(kept.file("monday.db"), Buffer.from(copy).fill(0xa5, 8192, 12_288));
    expect((await restore()).err).toContain(
      `aro: data_corrupt: Cannot use the data in "${kept.file("monday.db")}": it is damaged, or no backup`,
    );
    expect(existsSync(data.file("aro.db"))).toBe(false);
    expect(existsSync(data.file("vault.key"))).toBe(false);

    writeFileSync(kept.file("monday.db"), copy);
    expect(await restore()).toMatchObject({ code: 0 });
  });
});
