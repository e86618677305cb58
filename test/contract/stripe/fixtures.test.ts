import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readJson } from "#adapters/json-bytes";
import { translate } from "#adapters/stripe/inbound";

const root = new URL("../../fixtures/stripe/", import.meta.url);
const cases = readdirSync(root).toSorted();
const read = (name: string, file: string) => readFileSync(new URL(`${name}/${file}`, root));

const outcomeOf = (bytes: Uint8Array, isLive: boolean): object => {
  const body = readJson(bytes);
  if (!body.ok) return { refusal: body.refusal };
  const delivery = translate(body.value, { tenant: "riverside", isLive });
  return delivery.ok ? { delivery: delivery.value } : { refusal: delivery.refusal };
};

describe("an event from Stripe becomes what its folder expects", () => {
  it.each(cases)("%s", (name) => {
    const expected = JSON.parse(read(name, "expect.json").toString("utf8"));

    expect(Object.keys(expected)).toEqual([name.startsWith("ok.") ? "delivery" : "refusal"]);
    expect(outcomeOf(read(name, "body.json"), false)).toEqual(expected);
  });

  it("has folders to walk", () => {
    expect(cases.length).toBeGreaterThanOrEqual(45);
    expect(cases.every((name) => /^(ok|ng)\.[a-z0-9-]+$/.test(name))).toBe(true);
  });
});

describe("where real money moves", () => {
  it("takes what real money did, and nothing that play money did", () => {
    const real = outcomeOf(read("ok.real-money-in-a-sandbox", "body.json"), true);
    expect(real).toMatchObject({ delivery: { news: { kind: "payment", note: { what: "paid" } } } });

    const play = outcomeOf(read("ok.completed-paid", "body.json"), true);
    expect(play).toMatchObject({ delivery: { news: { kind: "ignored", why: "other_mode" } } });
  });
});
