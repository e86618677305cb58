import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "#adapters/local/database";
import { createPacing } from "#adapters/local/pacing";
import { at, plusMs } from "#core/kernel/time";
import { tenantA } from "#test/support/sample-commits";
import { temporaryDirectory } from "#test/support/temporary-directory";

const nine = at("2026-03-02T09:00:00.000Z");
const wish = {
  tenant: tenantA,
  line: "texts",
  lane: "reminder",
  pace: { segmentsPerSecond: 1, burst: 1 },
  segments: 1,
  now: nine,
} as const;

describe("the line on disk", () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  beforeEach(() => {
    directory = temporaryDirectory();
  });
  afterEach(() => directory.remove());

  it("is longer after a crash, not gone: who was told a turn keeps it", async () => {
    const before = openDatabase(`${directory.path}/aro.db`);
    const pacing = createPacing(before);
    for (let text = 0; text < 5; text += 1) await pacing.takeSlot(wish);
    before.close();

    const after = openDatabase(`${directory.path}/aro.db`);
    expect(await createPacing(after).takeSlot(wish)).toBe(plusMs(nine, 5_000));
    after.close();
  });

  it("is not written as long as nobody waits", async () => {
    const db = openDatabase(`${directory.path}/aro.db`);
    await createPacing(db).takeSlot(wish);
    expect(db.all("SELECT * FROM lines")).toEqual([]);
    db.close();
  });
});
