import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import {
  acuityStage,
  calcomStage,
  type OpenStage,
  squareStage,
} from "#test/support/booking-stages";

const providers = { calcom: calcomStage, acuity: acuityStage, square: squareStage };
const root = new URL("../fixtures/", import.meta.url);

let stage: OpenStage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

describe.each(Object.entries(providers))("a body from %s", (provider, open) => {
  const folders = new URL(`${provider}/`, root);
  const cases = readdirSync(folders).toSorted();

  it.each(cases)("becomes what its folder expects: %s", async (name) => {
    const folder = new URL(`${name}/`, folders);
    stage = await open();
    const { system, sandbox, asking } = stage.port;
    const resources = new URL("resources.json", folder);
    if (existsSync(resources))
      for (const [kind, byId] of Object.entries(
        JSON.parse(readFileSync(resources, "utf8")) as Resources,
      ))
        for (const [id, resource] of Object.entries(byId)) sandbox.put(kind, id, resource);

    const body = provider === "acuity" ? "body.form" : "body.json";
    const told = await system.read(readFileSync(new URL(body, folder)), asking);
    const outcome = told.ok ? { deliveries: told.value } : { refusal: told.refusal };

    const expected = JSON.parse(readFileSync(new URL("expect.json", folder), "utf8"));
    expect(outcome).toEqual(expected);
    const [kind] = name.split(".");
    expect(Object.keys(expected)).toEqual([kind === "ng" ? "refusal" : "deliveries"]);
    if (told.ok)
      expect(
        told.value.every(({ change }) => (change.kind === "ignored") === (kind === "ignored")),
      ).toBe(true);
  });

  it("has folders to walk", () => {
    expect(cases.length).toBeGreaterThanOrEqual(20);
    expect(cases.every((name) => /^(ok|ignored|ng)\.[a-z0-9-]+$/.test(name))).toBe(true);
  });
});
