import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { translate } from "#adapters/calendly/inbound";
import { readJson } from "#adapters/json-bytes";

const root = new URL("../../fixtures/calendly/", import.meta.url);
const cases = readdirSync(root).toSorted();

const outcomeOf = (bytes: Uint8Array): object => {
  const body = readJson(bytes);
  if (!body.ok) return { refusal: body.refusal };

  const deliveries = translate(body.value);
  return deliveries.ok ? { deliveries: deliveries.value } : { refusal: deliveries.refusal };
};

describe("a body from Calendly becomes what its folder expects", () => {
  it.each(cases)("%s", (name) => {
    const folder = new URL(`${name}/`, root);
    const expected = JSON.parse(readFileSync(new URL("expect.json", folder), "utf8"));

    expect(Object.keys(expected)).toEqual([name.startsWith("ok.") ? "deliveries" : "refusal"]);
    expect(outcomeOf(readFileSync(new URL("body.json", folder)))).toEqual(expected);
  });

  it("has folders to walk", () => {
    expect(cases.length).toBeGreaterThanOrEqual(17);
    expect(cases.every((name) => /^(ok|ng)\.[a-z0-9-]+$/.test(name))).toBe(true);
  });
});
