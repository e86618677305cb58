import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { acquireLock } from "#adapters/local/lock";
import { rebuild } from "#core/app/rebuild";
import { at } from "#core/kernel/time";
import { playDemo } from "#local/demo-play";
import { tenant } from "#local/seed";
import type { Composed } from "#local/compose";
import { booking, inviteeCreated, newFolder, testHouse } from "#test/support/house";

/** Every row of every read model, as it lies on the disk. */
const rowsIn = ({ db }: Pick<Composed, "db">): readonly unknown[] =>
  db.all<object>("SELECT * FROM views ORDER BY tenant, view, key").map((row) => ({ ...row }));

describe("read models that are folded anew", { timeout: 60_000 }, () => {
  it("are the same bytes after a whole week: moves, cancellations, answers, an erasure", async () => {
    await playDemo({
      seed: 1,
      meddle: async ({ stage: { house } }) => {
        const { composed, drive } = house;
        await drive.drain();
        const [rows, position] = [rowsIn(composed), await projected(composed)];
        expect(rows.length).toBeGreaterThan(40);

        expect(await rebuild(composed.deps, tenant, "project")).toEqual({ commits: position });
        expect(rowsIn(composed)).toEqual(rows);
        expect(await projected(composed)).toBe(position);
      },
    });
  });

  it("are right again where rows were lost, or wrong", async () => {
    const house = await testHouse("2026-03-02T15:00:00Z");
    onTestFinished(() => house.close());
    const { db, deps } = house.composed;
    await house.post(inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z") })));
    const rows = rowsIn(house.composed);
    for (const damage of ["UPDATE views SET data = '{}', version = 99", "DELETE FROM views"]) {
      await db.write(() => db.run(damage));
      expect(rowsIn(house.composed)).not.toEqual(rows);
      await rebuild(deps, tenant, "project");
      expect(rowsIn(house.composed)).toEqual(rows);
    }
  });
});

const projected = ({ deps }: Composed): Promise<number> => deps.cursors.position(tenant, "project");

const program = fileURLToPath(new URL("../../local/rebuild.ts", import.meta.url));

const run = async (folder: string) => {
  const env = { ...process.env, ARO_DATA: folder };
  return promisify(execFile)(process.execPath, [program], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => {
      const { code, stdout, stderr } = error;
      return { code, stdout, stderr };
    },
  );
};

describe("npm run rebuild", () => {
  it("folds the read models of a stopped process anew, and says how much that was", async () => {
    const house = await testHouse("2026-03-02T15:00:00Z");
    onTestFinished(() => rmSync(house.folder, { recursive: true, force: true }));
    await house.post(inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z") })));
    const [rows, commits] = [rowsIn(house.composed), await projected(house.composed)];
    const { db } = house.composed;
    await db.write(() => db.run("DELETE FROM views"));
    await house.leave();

    const { code, stdout, stderr } = await run(house.folder);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`riverside: ${commits} commits folded anew.\n`);
    const again = await testHouse("2026-03-02T15:00:00Z", { folder: house.folder });
    expect(rowsIn(again.composed)).toEqual(rows);
    await again.leave();
  });

  it("is refused in one line while a process runs on the folder, and where there is no data", async () => {
    const house = await testHouse("2026-03-02T15:00:00Z");
    onTestFinished(() => house.close());
    const lock = acquireLock(join(house.folder, "aro.lock"));
    const busy = await run(house.folder);
    lock.release();
    expect(busy).toMatchObject({ code: 1, stdout: "" });
    expect(busy.stderr).toMatch(/^aro: data_in_use: .*\n$/);

    const empty = newFolder();
    onTestFinished(() => rmSync(empty, { recursive: true, force: true }));
    const nothing = await run(empty);
    expect(nothing.stderr).toMatch(/^aro: data_missing: .*\n$/);
    expect(nothing.code).toBe(1);
  });
});
