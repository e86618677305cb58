import { afterEach, beforeEach, expect, it } from "vitest";
import { exit } from "#cli/command";
import { at } from "#core/kernel/time";
import { type CliHouse, cliHouse } from "#test/support/cli-house";
import { booking, inviteeCreated } from "#test/support/house";

let house: CliHouse;
beforeEach(async () => {
  house = await cliHouse("2026-03-02T15:00:00Z");
  await house.post(inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z") })));
});
afterEach(() => house.close());

const show = async (isJson = false) => {
  const { code, text } = await house.aro(["customer", "show", "+14045550123"], isJson);
  expect(code).toBe(exit.ok);
  return text;
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
