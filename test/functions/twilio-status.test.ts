import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { as, type StreamName } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { answerOf, twilioRequest } from "#test/support/doors";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const now = "2026-03-02T15:00:00Z";
const phone = "+14045550123";

let house: TestHouse;
let records: Records;
let stream: StreamName;
let execution: string;
let sid: string;

beforeEach(async () => {
  house = await testHouse(now);
  records = recordsOf(house.composed);
  await house.post(inviteeCreated(booking({ start: at("2026-03-10T14:00:00Z") })));
  stream = records.streams("appointment")[0] ?? as<StreamName>("none");
  const [appointment] = await records.appointments();
  execution = Object.keys(appointment?.journeys.executions ?? {})[0] ?? "";
  sid = house.carrier.phone.messages(phone)[0]?.sid ?? "";
});
afterEach(() => house.close());

const otherSid = `SM${"0".repeat(32)}`;

const report = async (
  fields: Readonly<Record<string, string>>,
  wish: Parameters<typeof twilioRequest>[3] & { readonly execution?: string } = {},
) => {
  const { execution: named = execution, ...rest } = wish;
  const request = twilioRequest(
    house,
    `status?execution=${encodeURIComponent(named)}`,
    { MessageSid: sid, ...fields },
    rest,
  );
  return answerOf(await house.handle(request));
};

const deliveries = async (): Promise<readonly string[]> => {
  const { commits } = await house.composed.deps.store.read(house.composed.deps.localTenant, stream);
  return commits
    .flatMap(({ events }) => events)
    .filter(({ type }) => type === "execution.delivery")
    .map((event) => ("status" in event ? String(event.status) : ""));
};

describe("the carrier's word on a text", () => {
  it("moves its delivery forward, one commit a word", async () => {
    const before = records.commits();
    for (const MessageStatus of ["sent", "delivered"])
      expect(await report({ MessageStatus })).toMatchObject({ status: 200, outcome: "accepted" });

    expect(await deliveries()).toEqual(["sent", "delivered"]);
    expect(records.commits()).toBe(before + 2);
  });

  it("says nothing new when it comes five times", async () => {
    const before = records.commits();
    for (let time = 1; time <= 5; time++)
      expect((await report({ MessageStatus: "delivered" })).status).toBe(200);

    expect(records.commits()).toBe(before + 1);
  });

  it("never moves delivery back when it comes out of order", async () => {
    for (const MessageStatus of ["delivered", "sent", "queued", "accepted"])
      expect((await report({ MessageStatus })).status).toBe(200);

    expect(await deliveries()).toEqual(["delivered"]);
  });

  it("keeps the carrier's own code of a failure", async () => {
    await report({ MessageStatus: "undelivered", ErrorCode: "30005" });

    const { commits } = await house.composed.deps.store.read(
      house.composed.deps.localTenant,
      stream,
    );
    expect(commits.at(-1)?.events[0]).toMatchObject({ status: "undelivered", errorCode: "30005" });
  });

  it.each([
    ["a status that we have never heard of", "teleported", "status_unknown"],
    ["a status of texts that come in", "received", "status_not_tracked"],
  ])("is acknowledged and ignored where it is %s", async (_, MessageStatus, why) => {
    const before = records.commits();
    const response = await house.handle(
      twilioRequest(house, `status?execution=${execution}`, { MessageSid: sid, MessageStatus }),
    );

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ outcome: "ignored", why });
    expect(records.commits()).toBe(before);
  });

  it("about another message than the one that we sent changes nothing", async () => {
    const before = records.commits();
    expect((await report({ MessageSid: otherSid, MessageStatus: "failed" })).status).toBe(200);

    expect(records.commits()).toBe(before);
  });
});

describe("a status callback without our execution id, as an outside program writes it", () => {
  const told = async (fields: Readonly<Record<string, string>>, query = "") => {
    const request = twilioRequest(house, `status${query}`, { MessageSid: sid, ...fields });
    const response = await house.handle(request);
    return { status: response.status, ...((await response.json()) as object) };
  };

  it.each(["", "?execution="])("finds the text by its sid (status%s)", async (query) => {
    expect(await told({ MessageStatus: "delivered" }, query)).toEqual({
      status: 200,
      outcome: "accepted",
    });
    expect(await deliveries()).toEqual(["delivered"]);
  });

  it("finds what was told to a person of the business, too", async () => {
    await house.composed.tokens.put("operator-token", house.composed.deps.localTenant);
    const notify = { high: "text", medium: "text", low: "text" };
    const body = { name: "Sam Example", phone: "+14045550177", roles: ["front_desk"], notify };
    await house.handle(
      new Request("http://127.0.0.1/v1/operators", {
        method: "POST",
        headers: { authorization: "Bearer operator-token", "idempotency-key": "sam" },
        body: JSON.stringify(body),
      }),
    );
    await house.customerTexts(phone, "Do I need to bring my insurance card?");
    const [notice] = house.carrier.phone.messages("+14045550177");
    const before = records.commits();
    const MessageSid = notice?.sid ?? "";
    expect(await told({ MessageSid, MessageStatus: "delivered" })).toMatchObject({
      outcome: "accepted",
    });
    expect(records.commits()).toBe(before + 1);
  });

  it.each([
    ["nobody here has sent", { MessageSid: otherSid }],
    ["has another shape", { MessageSid: "SM123" }],
    ["is a call's", { MessageSid: `CA${"0".repeat(32)}` }],
  ])("says by name that it does not know a sid that %s", async (_, fields) => {
    const before = records.commits();
    expect(await told({ MessageStatus: "delivered", ...fields })).toEqual({
      status: 200,
      outcome: "ignored",
      why: "sid_unknown",
    });
    expect(records.commits()).toBe(before);
  });

  it("does not know it with an execution either, where its shape is another", async () => {
    const answer = await told(
      { MessageSid: "SM123", MessageStatus: "delivered" },
      `?execution=${execution}`,
    );
    expect(answer).toMatchObject({ status: 200, outcome: "ignored", why: "sid_unknown" });
  });
});

describe("a status callback that cannot be taken", () => {
  const refused = async (answer: ReturnType<typeof report>, status: number, code: string) => {
    const before = records.commits();
    const { status: got, error } = await answer;
    expect({ status: got, code: error?.code }).toEqual({ status, code });
    expect(records.commits()).toBe(before);
    const last = house.log.at(-1) ?? "";
    expect(last).toContain(error?.correlationId);
    expect(last).not.toContain("4045550123");
  };
  const delivered = { MessageStatus: "delivered" };

  it("is refused when somebody else has signed it", async () => {
    await refused(report(delivered, { secret: "guessed" }), 401, "signature_invalid");
    expect(house.log.at(-1)).toContain('"why":"signature_invalid"');
  });

  it("is refused when it speaks of another account, and only our log says so", async () => {
    const another = { ...delivered, AccountSid: `AC${"1".repeat(32)}` };
    await refused(report(another), 401, "signature_invalid");
    expect(house.log.at(-1)).toContain('"why":"account_differs"');
  });

  it("is refused alike when the endpoint does not exist, and only our log says so", async () => {
    await refused(report(delivered, { endpoint: "nobody" }), 401, "signature_invalid");
    expect(house.log.at(-1)).toContain('"why":"unknown_endpoint"');
  });

  it("is refused for the booking system's endpoint, signed with that one's secret", async () => {
    const { id, secrets } = house.composed.seeded.calendly;
    const wish = { endpoint: id, secret: secrets[0] ?? "" };
    await refused(report(delivered, wish), 401, "signature_invalid");
  });

  it("is refused when its query was changed on the way", async () => {
    const good = twilioRequest(house, `status?execution=${execution}`, {
      MessageSid: sid,
      ...delivered,
    });
    const forged = new Request(good.url.replace("execution=", "execution=x"), good);
    await refused(house.handle(forged).then(answerOf), 401, "signature_invalid");
  });

  it("is not found when it is about an execution that we never asked for", async () => {
    const strange = execution.replace(/[0-9a-f]{16}$/, "0123456789abcdef");
    await refused(report(delivered, { execution: strange }), 404, "execution_unknown");
  });

  it("is not found when the appointment in its id does not exist, and makes none", async () => {
    const strange = `appointment.${"0".repeat(32)}.0123456789abcdef`;
    await refused(report(delivered, { execution: strange }), 404, "execution_unknown");
    expect(records.streams("appointment")).toEqual([stream]);
  });

  it.each(["x", "../../etc/passwd", "customer.0123", "%00", "'; DROP TABLE commits; --"])(
    "is not found when its id is garbage: %s",
    async (garbage) => {
      await refused(report(delivered, { execution: garbage }), 404, "execution_unknown");
    },
  );

  it.each([
    ["with an id without end", { execution: "x".repeat(129) }, {}, "execution"],
    ["without a sid", {}, { MessageSid: "" }, "MessageSid"],
    ["with a sid without end", {}, { MessageSid: "S".repeat(129) }, "MessageSid"],
    ["without a status", {}, { MessageStatus: "" }, "MessageStatus"],
  ])("is refused %s, and the log names the field", async (_, wish, fields, field) => {
    await refused(report({ ...delivered, ...fields }, wish), 400, "payload_invalid");
    expect(house.log.at(-1)).toContain(`"detail":"${field}"`);
  });
});
