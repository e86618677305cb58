import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sign } from "#adapters/calendly/sample";
import { at } from "#core/kernel/time";
import type { Around } from "#functions/aws-around";
import { on as api } from "#functions/aws/http/api";
import { on as calendlyWebhook } from "#functions/aws/http/calendly-webhook";
import { on as setUp } from "#functions/aws/operate/set-up";
import { riverside } from "#local/seed";
import { call } from "#test/support/aws-door";
import { gatewayEvent } from "#test/support/aws-events";
import { type AwsGround, awsGround } from "#test/support/aws-ground";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { booking, inviteeCreated } from "#test/support/house";
import { writtenFromNow } from "#test/support/written-lines";

const now = at("2026-03-02T15:00:00Z");
const url = "https://hooks.example.com";
const wish = { tenant: "riverside", settings: riverside, providers: ["calendly", "stripe"] };

withDynamoDb("a stage that is set up", (endpoint) => {
  let aws: AwsGround;
  let variables: Record<string, string>;
  let written: string[];
  beforeEach(async () => {
    written = writtenFromNow();
    aws = await awsGround(endpoint(), () => now);
    variables = {
      ARO_PUBLIC_URL: url,
      ARO_API_TOKEN: "a-token-of-a-new-business",
      CALENDLY_SIGNING_KEY: "first-key",
    };
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    aws.looking.destroy();
    await aws.close();
  });

  const around = (): Around =>
    ({
      ground: aws.ground,
      clients: aws.clients,
      clock: { now: () => now },
      variables: async () => variables,
      signatureClocks: () => [now],
      outside: { booking: {} },
      otherUrls: [],
      isOwnLink: undefined,
      isPlayed: true,
    }) as unknown as Around;
  const operate = async (input: unknown) => call(setUp(around), input);
  const done = async (input: unknown) => {
    const answer = await operate(input);
    if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
    return answer.value;
  };
  const posted = async (address: string, key: string) => {
    const body = inviteeCreated(
      booking({ start: at("2026-03-12T15:00:00Z"), createdAt: now, phone: "+14045550123" }),
    );
    const headers = { "content-type": "application/json", ...sign(body, key, now) };
    const request = new Request(address, { method: "POST", headers, body });
    const params = { endpoint: new URL(address).pathname.split("/")[4] ?? "" };
    const event = await gatewayEvent(request, { params });
    return (await call(calendlyWebhook(around), event)).statusCode;
  };
  const addressOf = (answer: Awaited<ReturnType<typeof done>>, provider: string) =>
    answer.webhooks.find((one) => one.provider === provider)?.urls[0] ?? "";

  it("has the key of its business, which no other function may make, before any door is open", async () => {
    const keyOf = async (subject: string) => {
      const Key = { pk: { S: `riverside#${subject}` } };
      const asked = new GetItemCommand({ TableName: aws.tables.keys, Key });
      return (await aws.looking.send(asked)).Item;
    };
    await done({ ...wish, providers: [] });
    const made = await keyOf("@key");
    expect(made).toBeDefined();
    await done({ ...wish, providers: [] });
    expect(await keyOf("@key")).toEqual(made);
    expect(aws.kms.calls().filter(({ call: one }) => one === "make")).toHaveLength(1);
  });

  it("has doors that believe their provider, and an API for its business", async () => {
    const asked = async () => {
      const headers = { authorization: "Bearer a-token-of-a-new-business" };
      const request = new Request(`${url}/v1/settings`, { headers });
      return (await call(door, await gatewayEvent(request, {}))).statusCode;
    };
    const door = api(around);
    expect(await asked()).toBe(401);

    const answer = await done(wish);
    expect(answer).toMatchObject({ tenant: "riverside", settings: "kept" });
    expect(answer.webhooks.map(({ provider, missing }) => [provider, missing])).toEqual([
      ["calendly", ["CALENDLY_TOKEN", "CALENDLY_ORGANIZATION"]],
      ["stripe", ["STRIPE_WEBHOOK_SECRET"]],
    ]);
    const address = addressOf(answer, "calendly");
    expect(address).toMatch(/^https:\/\/hooks\.example\.com\/v1\/webhooks\/calendly\/[\w-]{24}$/);
    expect([await posted(address, "another-key"), await posted(address, "first-key")]).toEqual([
      401, 200,
    ]);
    expect(await asked()).toBe(200);
  });

  it("stays as it is when it is set up again, and takes a new secret beside the old", async () => {
    const before = await done(wish);
    expect(await done({ ...wish, settings: { ...riverside, name: "Somebody" } })).toEqual({
      ...before,
      settings: "left",
    });
    variables["CALENDLY_SIGNING_KEY"] = "second-key";
    const after = await done({ tenant: "riverside", providers: ["calendly", "twilio"] });
    const address = addressOf(before, "calendly");
    expect(addressOf(after, "calendly")).toBe(address);
    expect([await posted(address, "first-key"), await posted(address, "second-key")]).toEqual([
      200, 200,
    ]);
    expect(after.webhooks[1]?.urls.map((one) => one.split("/").at(-1))).toEqual([
      "inbound",
      "status",
    ]);
  });

  it("tells no secret, and no address in its log", async () => {
    const answer = await done(wish);
    const id = addressOf(answer, "calendly").split("/").at(-1) ?? "";
    expect(written.join("")).toContain("business.set_up");
    expect(written.filter((line) => line.includes(id) || line.includes("first-key"))).toEqual([]);
    expect(JSON.stringify(answer)).not.toContain("first-key");
  });

  it.each([
    [{ ...wish, providers: ["fax"] }, "providers.0"],
    [{ ...wish, tenant: "a#b" }, "tenant"],
    [{ ...wish, secret: "x" }, ""],
    [{ tenant: "riverside", providers: [] }, "settings"],
    [{ ...wish, settings: { ...riverside, zone: "Mars" } }, "settings.zone"],
  ])("is refused what is not whole, and nothing is made: %#", async (input, path) => {
    expect(await operate(input)).toMatchObject({
      ok: false,
      refusal: { code: "payload_invalid", details: { path } },
    });
    expect(await done(wish)).toMatchObject({ settings: "kept" });
  });

  it("serves one business, and no second", async () => {
    await done(wish);
    expect(await operate({ ...wish, tenant: "hillside" })).toMatchObject({
      ok: false,
      refusal: { details: { path: "tenant" } },
    });
  });
});
