import { afterEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

/** What somebody says at the desk is recorded on their page, with the words that prove it. */
let house: TestHouse;
afterEach(() => house.close());

const open = async (): Promise<string> => {
  house = await testHouse("2026-03-02T15:00:00Z");
  await house.post(inviteeCreated(booking({ start: at("2026-03-12T15:00:00Z") })));
  return (recordsOf(house.composed).streams("customer")[0] ?? "").replace("customer/", "");
};

const yes = {
  say: "grant",
  purpose: "review",
  how: "spoken",
  wording: "Yes, ask me how it was",
  where: "",
};

const page = async (id: string): Promise<string> =>
  (await house.handle(new Request(`http://127.0.0.1/customers/${id}`))).text();

/** Fills in the form as it stands on the page, and sends it as a browser would. */
const send = async (id: string, fields: Readonly<Record<string, string>>): Promise<Response> => {
  const version = /name="version" value="([^"]*)"/.exec(await page(id))?.[1] ?? "";
  const body = new URLSearchParams({ version, ...fields });
  const answer = await house.handle(
    new Request(`http://127.0.0.1/customers/${id}/consents`, { method: "POST", body }),
  );
  await house.drive.drain();
  return answer;
};

describe("the form on a customer's page", () => {
  it("records a yes with its words, shows it, and then the customer is asked", async () => {
    const id = await open();
    expect(await page(id)).toMatch(/Asking how a visit was.*Not asked/s);
    const answer = await send(id, yes);

    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      `/customers/${id}#consent`,
    ]);
    expect(await page(id)).toContain(
      "allowed texts asking how a visit was, in a talk: <q><bdi>Yes, ask me how it was</bdi></q>",
    );
    await house.turnTo("2026-03-13T15:00:00Z");
    expect(house.texts("+14045550123").some((text) => text.includes("How was it?"))).toBe(true);
  });

  it("takes it back, and all texts where the customer wants none", async () => {
    const id = await open();
    await send(id, yes);
    await send(id, { ...yes, say: "withdraw", wording: "" });
    expect(await page(id)).toContain("no texts asking how a visit was, in a talk");

    await send(id, { ...yes, say: "nothing", wording: "" });
    expect(await page(id)).toContain("Opted out: no text is sent to them");
    await house.turnTo("2026-03-11T16:00:00Z");
    expect(house.texts("+14045550123").filter((text) => text.includes("see you"))).toEqual([]);
  });

  it("says the same once when it is sent twice", async () => {
    const id = await open();
    const version = "7";
    await send(id, { ...yes, version });
    await send(id, { ...yes, version, say: "withdraw" });
    await send(id, { ...yes, version });

    expect((await page(id)).match(/allowed texts asking/g)).toHaveLength(1);
    expect(await page(id)).toMatch(/Asking how a visit was<\/th><td><span class="pill warning">No/);
  });

  it("refuses a yes that nothing proves, a word that it does not know, and somebody unknown", async () => {
    const id = await open();
    const codeOf = async (answer: Response) => [answer.status, (await answer.json()).error.code];

    expect(await codeOf(await send(id, { ...yes, wording: " " }))).toEqual([
      400,
      "payload_invalid",
    ]);
    expect(await codeOf(await send(id, { ...yes, purpose: "gossip" }))).toEqual([
      400,
      "payload_invalid",
    ]);
    expect(await codeOf(await send("0".repeat(32), yes))).toEqual([404, "customer_unknown"]);
  });

  it("is not there for who was erased, and what proved their consents is gone", async () => {
    const id = await open();
    await send(id, yes);
    await house.composed.tokens.put("a-token", house.composed.deps.localTenant);
    const erase = new Request(`http://127.0.0.1/v1/customers/${id}/erase`, {
      method: "POST",
      headers: { authorization: "Bearer a-token", "idempotency-key": "1" },
    });
    expect((await house.handle(erase)).status).toBe(200);
    await house.drive.drain();

    const text = await page(id);
    expect(text).not.toContain("Yes, ask me");
    expect(text).not.toContain("<q>");
    expect(text).not.toContain("Record what they said");
  });
});

it("a program records that somebody wants no texts at all", async () => {
  const id = await open();
  await house.composed.tokens.put("a-token", house.composed.deps.localTenant);
  const headers = { authorization: "Bearer a-token", "idempotency-key": "call-7" };
  const address = `http://127.0.0.1/v1/customers/${id}`;
  const told = await house.handle(new Request(`${address}/opt-out`, { method: "POST", headers }));
  expect(told.status).toBe(200);

  const { consent } = await (await house.handle(new Request(address, { headers }))).json();
  expect(consent.at(-1)).toMatchObject({
    kind: "opted_out",
    by: "operator",
    evidence: "operator:call-7",
  });
});
