import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { exit } from "#cli/command";
import { runCli } from "#cli/run";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { memoryIo } from "#test/support/memory-io";

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  vi.stubGlobal("fetch", (address: string, init?: RequestInit) =>
    house.handle(new Request(address, init)),
  );
  const { deps, tokens } = house.composed;
  await tokens.put("token-of-a-test", deps.localTenant);
  await house.post(inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z") })));
});
afterEach(() => {
  vi.unstubAllGlobals();
  return house.close();
});

const show = async (isJson = false) => {
  const io = memoryIo(isJson);
  const server = ["--url", "http://127.0.0.1", "--token", "token-of-a-test"];
  const typed = ["customer", "show", "+14045550123", ...server];
  expect(await runCli(typed, io)).toBe(exit.ok);
  return io.said.join("\n");
};

it("shows the risk term by term, and what the customer allows, with how we know", async () => {
  expect(await show()).toMatch(/risk +0 of 100, low, nothing held against them so far/);
  await house.turnTo("2026-03-03T15:00:00Z");
  const [, id] = /customer +([0-9a-f]{32})/.exec(await show()) ?? [];
  const form = {
    say: "grant",
    purpose: "review",
    how: "spoken",
    wording: "Texts are\nfine",
    where: "",
    version: "1",
  };
  await house.handle(
    new Request(`http://127.0.0.1/customers/${id}/consents`, {
      method: "POST",
      body: new URLSearchParams(form).toString(),
    }),
  );
  const shown = await show();

  expect(shown).toMatch(/0 +Missed visits: no visits missed/);
  expect(shown).toMatch(/allows +about their visits: yes\n +about money: not asked/);
  expect(shown).toMatch(/asking how a visit was: yes/);
  expect(shown).toMatch(
    /2026-03-03T15:00:00.000Z +allowed texts asking how a visit was, in a talk: "Texts are fine"/,
  );
});

it("says that they have opted out, and how", async () => {
  await house.turnTo("2026-03-06T15:00:00Z");
  await house.customerTexts("+14045550123", "STOP");
  const shown = await show();

  expect(shown).toMatch(/texts +none: opted out/);
  expect(shown).toMatch(/opted out of all texts, by text/);
});

it("tells a program the same", async () => {
  expect(JSON.parse(await show(true))).toMatchObject({
    customer: { consents: { reminder: "granted" } },
    risk: { score: 0, level: "low", terms: [{ name: "no_shows", points: 0 }, {}, {}, {}] },
    riskSince: null,
    consent: [{ kind: "granted", purpose: "reminder", how: "booking" }],
  });
});
