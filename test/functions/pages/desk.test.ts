import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";

const ada = "+14045550123";
const visit = booking({ start: at("2026-03-12T15:00:00Z") });

let house: TestHouse;
let path: string;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  await house.post(inviteeCreated(visit));
  [path = ""] = /\/appointments\/[0-9a-f]{32}/.exec(await page("/?date=2026-03-12")) ?? [];
});
afterEach(() => house.close());

const page = async (of: string): Promise<string> =>
  (await house.handle(new Request(`http://127.0.0.1${of}`))).text();

const post = async (verb: string, body: object | string): Promise<Response> => {
  const isJson = typeof body === "object";
  const type = isJson ? "application/json" : "application/x-www-form-urlencoded";
  const response = await house.handle(
    new Request(`http://127.0.0.1${path}/${verb}`, {
      method: "POST",
      headers: { "content-type": type },
      body: isJson ? JSON.stringify(body) : body,
    }),
  );
  await house.drive.drain();
  return response;
};

/** Presses a button of the page as it stands. */
const press = async (verb: string, rest: object = {}): Promise<unknown> => {
  const form = new RegExp(
    `action="${path}/${verb}"><input type="hidden" name="key" value="([^"]+)"`,
  );
  const [, key] = form.exec(await page(path)) ?? [];
  expect(key).toBeDefined();
  return (await post(verb, { key, ...rest })).json();
};

const buttons = async (): Promise<readonly string[]> =>
  [...(await page(path)).matchAll(/action="\/appointments\/[0-9a-f]{32}\/([a-z-]+)"/g)].map(
    ([, verb = ""]) => verb,
  );

describe("what the desk can say on the page of a visit", () => {
  it("is whether it will be, and from its time on whether it was", async () => {
    expect(await buttons()).toEqual(["confirm", "cancel"]);
    expect(await press("confirm")).toEqual({ outcome: "committed" });
    expect(await page(path)).toContain("Confirmed");
    expect(await buttons()).toEqual(["cancel"]);

    await house.turnTo("2026-03-12T15:20:00Z");
    expect(await buttons()).toEqual(["complete", "no-show"]);
    expect(await press("complete")).toEqual({ outcome: "committed" });
    expect(await buttons()).toEqual([]);
  });

  it("makes a missed visit one that asks for no review, and is told in its story", async () => {
    await house.turnTo("2026-03-12T15:20:00Z");
    await press("no-show");
    await house.turnTo("2026-03-15T15:00:00Z");
    expect(await page(path)).toContain("The customer did not come");
    expect(house.texts(ada).join()).not.toContain("How was it?");
  });

  it("calls a visit off with a reason, and nothing is asked of the customer any more", async () => {
    expect(await press("cancel", { reason: "The doctor is ill" })).toEqual({
      outcome: "committed",
    });
    const before = house.texts(ada).length;
    await house.turnTo("2026-03-15T15:00:00Z");
    expect(house.texts(ada)).toHaveLength(before);
    expect(await page(path)).toContain("The doctor is ill");
  });

  it("counts once, however often the button is pressed", async () => {
    const key = "confirm:1";
    expect(await (await post("confirm", { key })).json()).toEqual({ outcome: "committed" });
    expect(await (await post("confirm", { key })).json()).toEqual({ outcome: "repeated" });
  });

  it("is not taken from a stranger's page, from words that nobody knows, or of a visit that never was", async () => {
    expect((await post("complete", "key=a")).status).toBe(400);
    expect((await post("complete", { key: "a" })).status).toBe(409);
    expect((await post("destroy", { key: "a" })).status).toBe(404);
    path = `/appointments/${"0".repeat(32)}`;
    expect((await post("confirm", { key: "a" })).status).toBe(404);
  });
});
