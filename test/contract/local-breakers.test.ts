import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createBreakers } from "#adapters/local/breakers";
import { openDatabase } from "#adapters/local/database";
import { at } from "#core/kernel/time";
import { tenantA } from "#test/support/sample-commits";
import { temporaryDirectory } from "#test/support/temporary-directory";

const open = {
  status: "open",
  since: at("2026-03-02T09:00:00.000Z"),
  until: at("2026-03-02T09:01:00.000Z"),
} as const;

describe("a breaker on disk", () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  beforeEach(() => {
    directory = temporaryDirectory();
  });
  afterEach(() => directory.remove());

  it("is as open after a restart as it was before", async () => {
    const before = openDatabase(`${directory.path}/aro.db`);
    await createBreakers(before).replace(tenantA, "carrier", { breaker: open, version: 0 });
    before.close();

    const after = openDatabase(`${directory.path}/aro.db`);
    const breakers = createBreakers(after);
    expect(await breakers.read(tenantA, "carrier")).toEqual({ breaker: open, version: 1 });
    expect(await breakers.notClosed(tenantA)).toEqual([{ provider: "carrier", breaker: open }]);
    after.close();
  });

  it("costs no write as long as nothing fails", async () => {
    const db = openDatabase(`${directory.path}/aro.db`);
    await createBreakers(db).read(tenantA, "carrier");
    expect(db.all("SELECT * FROM breakers")).toEqual([]);
    db.close();
  });
});
