import { afterEach, beforeEach, expect, it } from "vitest";
import { as } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { at } from "#core/kernel/time";
import { appointmentsView } from "#core/views/appointment-row";
import { create as project } from "#functions/streams/project";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  await house.post(inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z") })));
  await house.turnTo("2026-03-06T16:00:00Z");
});
afterEach(() => house.close());

const tenant = as<Commit["tenant"]>("riverside");

const rows = () =>
  house.composed.db.all("SELECT * FROM views WHERE tenant = ? ORDER BY view, key", tenant);

const all = async (): Promise<readonly Commit[]> =>
  (await house.composed.deps.feed.after(tenant, 0, 500)).map(({ commit }) => commit);

const visit = async (): Promise<readonly Commit[]> =>
  (await all()).filter(({ stream }) => stream.startsWith("appointment/"));

it("a list that could not take a commit has it again with the next one, and when it is given back", async () => {
  const { deps } = house.composed;
  const take = project(deps);
  const wanted = rows();
  const [, , late] = await visit();
  await deps.views.clear(tenant);
  for (const commit of await all()) if (commit.hash !== late?.hash) await take([commit]);
  expect(rows()).toEqual(wanted);

  await take([late as Commit]);
  expect(rows()).toEqual(wanted);
});

it("nothing behind a commit that cannot be read is folded", async () => {
  const { deps } = house.composed;
  const commits = await visit();
  const unknown = commits[2] as Commit;
  const present = (commit: Commit): Commit => {
    if (commit.version !== unknown.version) return deps.present(commit);
    throw Object.assign(new Error("A newer program has written it"), { name: "event_unknown" });
  };
  await deps.views.clear(tenant);
  const take = project({ ...deps, present });
  const refused: number[] = [];
  for (const commit of commits) await take([commit]).catch(() => refused.push(commit.version));

  const key = unknown.stream.slice("appointment/".length);
  const row = await deps.views.get(tenant, appointmentsView, key);
  expect(row?.source.version).toBe(unknown.version - 1);
  expect(refused).toEqual(commits.slice(2).map(({ version }) => version));
});
