import { afterEach, expect, it } from "vitest";
import { riverside, tenant } from "#local/seed";
import { type TestHouse, testHouse } from "#test/support/house";

let house: TestHouse;
afterEach(() => house.close());

const start = "2026-03-02T15:00:00Z";

/** As an ARO wrote them that had no links yet, in a business that has changed its number since. */
const { reviewLink: _, bookingLink: __, ...older } = { ...riverside, phone: "+14045559999" };

const reopened = async (): Promise<void> => {
  await house.leave();
  house = await testHouse(start, { folder: house.folder });
};

const stored = () =>
  house.composed.db.get<{ settings: string }>("SELECT settings FROM tenants WHERE id = ?", tenant)
    ?.settings;

it("gets the links that it was made without, keeps what it has, and is then left alone", async () => {
  house = await testHouse(start);
  const written = JSON.stringify(older);
  await house.composed.db.write(() =>
    house.composed.db.run("UPDATE tenants SET settings = ? WHERE id = ?", written, tenant),
  );
  await reopened();

  const settings = await house.composed.deps.tenants.settings(tenant);
  const { reviewLink, bookingLink } = riverside;
  expect(settings).toEqual({ ...older, reviewLink, bookingLink });
  const before = stored();
  await reopened();
  expect(stored()).toBe(before);
});

it("keeps the links that somebody has chosen", async () => {
  house = await testHouse(start);
  const chosen = { ...riverside, reviewLink: "https://reviews.example.com/ours" };
  await house.composed.tenants.put(tenant, chosen);
  await reopened();
  expect(await house.composed.deps.tenants.settings(tenant)).toEqual(chosen);
});
