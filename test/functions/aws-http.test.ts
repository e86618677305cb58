import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { createAddressLimit } from "#functions/address-limit";
import { paramsIn, requestFrom, resultFrom } from "#functions/aws-http";
import type { GatewayEvent, GatewayResult } from "#functions/aws-shapes";
import { create as calendly } from "#functions/http/calendly-webhook";
import { create as inbound } from "#functions/http/twilio-inbound";
import { onHttp } from "#functions/on-http";
import { call, houseOver, noLimit, remembering } from "#test/support/aws-door";
import { context, gatewayEvent } from "#test/support/aws-events";
import { calendlyRequest, signed, twilioRequest } from "#test/support/doors";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const now = "2026-03-02T15:00:00Z";

describe("an event of an HTTP API", () => {
  const event = (request: Request, route = {}) => gatewayEvent(request, route);
  const url = "https://api.example.com/v1/webhooks/square/ab-C_9?a=1%20&a=2&b=%2F";

  it("has the shape that is published", async () => {
    const real: Pick<APIGatewayProxyEventV2, keyof GatewayEvent> = (await event(
      new Request(url),
    )) as APIGatewayProxyEventV2;
    const read: GatewayEvent = real;
    const given: APIGatewayProxyStructuredResultV2 = await resultFrom(new Response("x"));
    expect([read.isBase64Encoded, given.isBase64Encoded]).toEqual([false, false]);
  });

  it("is a request with path and query as they were sent", async () => {
    expect(requestFrom(await event(new Request(url)), "call").url).toBe(url);
  });

  it("has no name of a stage in its path, and keeps what only begins like one", async () => {
    const plain = await event(new Request("https://x.test/dev/v1/a"));
    const on = (stage: string, rawPath: string) =>
      new URL(
        requestFrom(
          { ...plain, rawPath, requestContext: { ...plain.requestContext, stage } },
          "call",
        ).url,
      ).pathname;

    expect(on("dev", "/dev/v1/a")).toBe("/v1/a");
    expect(on("dev", "/dev")).toBe("/");
    expect(on("dev", "/developers")).toBe("/developers");
    expect(on("$default", "/dev/v1/a")).toBe("/dev/v1/a");
  });

  it.each([true, false])("brings the bytes that were signed (in Base64: %s)", async (isBase64) => {
    const bytes = new TextEncoder().encode('{"name":"Zoë \u{1f44d}","n":1.0 }');
    const sent = new Request(url, { method: "POST", body: bytes });
    const request = requestFrom(await event(sent, { isBase64 }), "call");

    expect(new Uint8Array(await request.arrayBuffer())).toEqual(bytes);
  });

  it("brings bytes that are no text", async () => {
    const bytes = new Uint8Array([0, 255, 254, 10, 13]);
    const sent = new Request(url, { method: "POST", body: bytes });
    const request = requestFrom(await event(sent, { isBase64: true }), "call");

    expect(new Uint8Array(await request.arrayBuffer())).toEqual(bytes);
  });

  it("finds headers in any case, and every cookie", async () => {
    const sent = new Request(url, { headers: { "x-a": "1, 2", cookie: "a=1; b=2" } });
    const { headers } = requestFrom(await event(sent), "call");

    expect([headers.get("X-A"), headers.get("Cookie")]).toEqual(["1, 2", "a=1; b=2"]);
  });

  it("is named after its call, unless its sender has named it", async () => {
    const nameOf = async (headers: Record<string, string>) =>
      requestFrom(await event(new Request(url, { headers })), context.awsRequestId).headers.get(
        "x-correlation-id",
      );

    expect(await nameOf({})).toBe(context.awsRequestId);
    expect(await nameOf({ "x-correlation-id": "story-0001" })).toBe("story-0001");
    expect(await nameOf({ "x-correlation-id": "<script>" })).toBe(context.awsRequestId);
  });

  it("says what stands at the named places of its path", async () => {
    const { pathParameters: _, ...without } = await event(new Request(url));
    expect(paramsIn(await event(new Request(url), { params: { endpoint: "e1" } }))).toEqual({
      endpoint: "e1",
    });
    expect(paramsIn(without)).toEqual({});
  });
});

describe("an answer", () => {
  it("is text where it is text, and Base64 where it is not", async () => {
    const bytes = new Uint8Array([137, 80, 78, 71]);
    const json = await resultFrom(Response.json({ a: "ü" }, { status: 401 }));
    const png = await resultFrom(new Response(bytes, { headers: { "content-type": "image/png" } }));

    expect(json).toMatchObject({ statusCode: 401, body: '{"a":"ü"}', isBase64Encoded: false });
    expect(png).toMatchObject({ body: "iVBORw==", isBase64Encoded: true });
  });

  it("gives each cookie by itself", async () => {
    const response = new Response(null);
    response.headers.append("set-cookie", "a=1; Expires=Mon, 02 Mar 2026 15:00:00 GMT");
    response.headers.append("set-cookie", "b=2");
    const { cookies, headers } = await resultFrom(response);

    expect(cookies).toEqual(["a=1; Expires=Mon, 02 Mar 2026 15:00:00 GMT", "b=2"]);
    expect(headers["set-cookie"]).toBeUndefined();
  });
});

describe("a door on AWS", () => {
  let house: TestHouse;
  let records: Records;
  beforeEach(async () => {
    house = await testHouse(now);
    records = recordsOf(house.composed);
  });
  afterEach(() => house.close());

  const posted = async (request: Request, isBase64 = false) => {
    const create = request.url.includes("/twilio/") ? inbound : calendly;
    const handler = onHttp(async () => houseOver(house.composed.deps), create);
    const endpoint = request.url.split("/")[6]?.split("?")[0] ?? "";
    const event = await gatewayEvent(request, { params: { endpoint }, isBase64 });
    const { statusCode, body } = await call<GatewayEvent, GatewayResult>(handler, event);
    const json = body.startsWith("{") ? (JSON.parse(body) as Answer) : {};
    return { status: statusCode, outcome: json.outcome, code: json.error?.code };
  };
  type Answer = { readonly outcome?: string; readonly error?: { readonly code: string } };

  const inAWeek = inviteeCreated(
    booking({ start: at("2026-03-10T14:00:00Z"), createdAt: at(now) }),
  );
  const told = (body: string, headers = signed(house, body)) =>
    calendlyRequest(house, { body, headers });

  it.each([false, true])("takes what is rightly signed (in Base64: %s)", async (isBase64) => {
    expect(await posted(told(inAWeek), isBase64)).toMatchObject({
      status: 200,
      outcome: "accepted",
    });
    expect(records.commits()).toBe(1);
  });

  it("takes it once, however often it comes", async () => {
    for (let time = 1; time <= 3; time++) expect((await posted(told(inAWeek))).status).toBe(200);
    expect(records.commits()).toBe(1);
  });

  it("turns away what is not", async () => {
    const forged = signed(house, inAWeek, { secret: "another" });
    expect(await posted(told(inAWeek, forged))).toMatchObject({
      status: 401,
      code: "signature_invalid",
    });
    expect(await posted(told(`${inAWeek} `, signed(house, inAWeek)), true)).toMatchObject({
      status: 401,
    });
    expect(records.commits()).toBe(0);
  });

  it("turns away what nobody can read", async () => {
    expect(await posted(told("{"))).toMatchObject({ status: 400, code: "malformed_json" });
  });

  it("records what is understood and refused, and answers 200", async () => {
    const past = inviteeCreated(booking({ start: at("2026-02-10T14:00:00Z"), createdAt: at(now) }));
    expect(await posted(told(past))).toMatchObject({
      status: 200,
      outcome: "refused",
      code: "appointment_in_past",
    });
  });

  it.each([false, true])("believes a signed form (in Base64: %s)", async (isBase64) => {
    const form = {
      MessageSid: `SM${"1".repeat(32)}`,
      From: "+14045550123",
      To: "+14045550100",
      Body: "Zoë & co + 1",
    };
    expect((await posted(twilioRequest(house, "inbound", form), isBase64)).status).toBe(200);
    expect((await posted(twilioRequest(house, "inbound", form, { secret: "x" }))).status).toBe(401);
  });
});

describe("a door that breaks", () => {
  it("answers with an envelope, and says nothing of what broke it", async () => {
    const { log, metrics, lines, counts } = remembering();
    const open = async () => ({
      deps: { log, metrics },
      logger: { addContext: () => undefined },
      isStrict: true,
      limit: noLimit,
    });
    const breaking = onHttp(open, () => async () => {
      throw new RangeError("Mrs Ito, +1 404 555 0123");
    });
    const event = await gatewayEvent(new Request("https://x.test/v1/a"));
    const { statusCode, body } = await call<GatewayEvent, GatewayResult>(breaking, event);

    expect(statusCode).toBe(500);
    expect(JSON.parse(body)).toMatchObject({
      error: { code: "internal", correlationId: context.awsRequestId },
    });
    expect(lines.join("\n")).toContain("error request.failed why=RangeError code=internal");
    expect(lines.join("\n")).toContain(`request.answered status=500`);
    expect(`${lines.join()}${body}`).not.toContain("Ito");
    expect(counts).toEqual([]); // API Gateway and Lambda count calls and times by themselves.
  });

  it("answers 400 to what is no request", async () => {
    const { log, metrics } = remembering();
    const open = async () => ({
      deps: { log, metrics },
      logger: { addContext: () => undefined },
      isStrict: true,
      limit: noLimit,
    });
    const plain = await gatewayEvent(new Request("https://x.test/v1/a"));
    const event = { ...plain, headers: { "x-name": "\u{1f44d}" } };
    const handler = onHttp(open, () => async () => new Response("unreached"));

    expect(await call<GatewayEvent, GatewayResult>(handler, event)).toMatchObject({
      statusCode: 400,
    });
  });
});

describe("an address that is refused again and again", () => {
  it("is not listened to for a while, and others are", async () => {
    const { log, metrics, lines, counts } = remembering();
    const limit = createAddressLimit({ perMinute: 2, mostAddresses: 9 }, () => 0);
    const logger = { addContext: () => undefined };
    const open = async () => ({ deps: { log, metrics }, logger, limit, isStrict: true });
    let asked = 0;
    const handler = onHttp(open, () => async () => {
      asked += 1;
      return Response.json({}, { status: 401 });
    });
    const plain = await gatewayEvent(new Request("https://x.test/v1/a"));
    const from = async (sourceIp: string) => {
      const { requestContext: around } = plain;
      const http = { ...around.http, sourceIp };
      const event = { ...plain, requestContext: { ...around, http } };
      return call<GatewayEvent, GatewayResult>(handler, event);
    };
    for (let time = 1; time <= 2; time++) expect((await from("198.51.100.7")).statusCode).toBe(401);

    const limited = await from("198.51.100.7");
    expect([limited.statusCode, Number(limited.headers["retry-after"]) > 0, asked]).toEqual([
      429,
      true,
      2,
    ]);
    expect((await from("198.51.100.8")).statusCode).toBe(401);
    expect(counts).toContain("requests.limited");
    expect(lines.join("\n")).toContain("warn request.limited");
  });
});
