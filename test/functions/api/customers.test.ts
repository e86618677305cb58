import { afterEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";

const phone = "+14045550123";

describe("a customer", () => {
  it("is found by id, by phone as people write it, and by nobody else's token", async () => {
    const house = await withBooking();
    const found = await call(house, "POST", "/v1/customers/find", { phone: "(404) 555-0123" });
    const { customer } = found.body as { customer: { id: string } };

    expect(found.body).toMatchObject({
      customer: {
        status: "known",
        contact: { name: "Ada Example", phone },
        optedOut: false,
        imported: null,
      },
      appointments: [{ status: "booked", start: "2026-03-06T15:00:00.000Z" }],
    });
    expect((await call(house, "GET", `/v1/customers/${customer.id}`)).body).toEqual(found.body);
    const stranger = new Request(`http://127.0.0.1/v1/customers/${customer.id}`);
    expect((await house.handle(stranger)).status).toBe(401);
  });

  it("who only ever said STOP is known for that", async () => {
    const house = await withBooking();
    await house.customerTexts("+14045550199", "STOP");

    expect(
      (await call(house, "POST", "/v1/customers/find", { phone: "+14045550199" })).body,
    ).toMatchObject({ customer: { status: "unknown", optedOut: true }, appointments: [] });
  });

  it.each([
    [{ phone: "+14045550188" }, 404, "customer_unknown"],
    [{ email: "nobody@example.com" }, 404, "customer_unknown"],
    [{ phone: "12" }, 422, "phone_unparsable"],
    [{ email: "nobody" }, 400, "payload_invalid"],
    [{}, 400, "payload_invalid"],
    [{ phone, email: "ada@example.com" }, 400, "payload_invalid"],
  ])("%j is answered %i %s", async (wish, status, code) => {
    const answer = await call(await withBooking(), "POST", "/v1/customers/find", wish);

    expect([answer.status, answer.body]).toMatchObject([status, { error: { code } }]);
  });

  it.each([{}, { phone, email: "ada@example.com" }, { name: "Ada" }])(
    "asked for by %j: it says by what customers are found",
    async (wish) => {
      const { body } = await call(await withBooking(), "POST", "/v1/customers/find", wish);

      expect(body).toMatchObject({
        error: {
          message: "The request does not have the documented shape.",
          details: { path: "", why: 'must have "phone" or "email", a text, and not both' },
        },
      });
    },
  );

  it("whom nobody knows is not found by an id", async () => {
    const { status, body } = await call(await withBooking(), "GET", "/v1/customers/nobody");

    expect([status, body]).toMatchObject([404, { error: { code: "customer_unknown" } }]);
  });

  it("whom nobody knows is not said to have opted out, or to allow anything", async () => {
    const house = await withBooking();
    const path = `/v1/customers/${"0".repeat(32)}`;
    const said = { purpose: "reminder", evidence: { how: "spoken" } };
    for (const [verb, body] of [
      ["opt-out", {}],
      ["consents/grant", said],
      ["consents/withdraw", said],
      ["consents/import", said],
    ] as const)
      expect([verb, await call(house, "POST", `${path}/${verb}`, body)]).toMatchObject([
        verb,
        { status: 404, body: { error: { code: "customer_unknown" } } },
      ]);

    expect((await call(house, "GET", path)).status).toBe(404);
  });
});

const opened: TestHouse[] = [];
afterEach(async () => {
  for (const house of opened.splice(0)) await house.close();
});

const withBooking = async (): Promise<TestHouse> => {
  const house = await testHouse("2026-03-02T15:00:00Z");
  opened.push(house);
  await house.composed.tokens.put("token-of-a-test", house.composed.deps.localTenant);
  await house.post(inviteeCreated(booking({ start: at("2026-03-06T15:00:00Z") })));
  return house;
};

const call = async (house: TestHouse, method: string, path: string, wish?: object) => {
  const headers = { authorization: "Bearer token-of-a-test", "idempotency-key": path };
  const body = wish === undefined ? null : JSON.stringify(wish);
  const request = new Request(`http://127.0.0.1${path}`, { method, headers, body });
  const response = await house.handle(request);
  return { status: response.status, body: (await response.json()) as unknown };
};
