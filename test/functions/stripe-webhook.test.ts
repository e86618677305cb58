import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appointmentIdOf } from "#core/appointment/booking";
import { appointmentStream, executionIdIn, type StreamName } from "#core/kernel/ids";
import { at, plusMs } from "#core/kernel/time";
import { answerOf, stripeRequest } from "#test/support/doors";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const now = at("2026-03-02T15:00:00Z");

let house: TestHouse;
let records: Records;
let stream: StreamName;
let execution: string;

beforeEach(async () => {
  house = await testHouse(now);
  records = recordsOf(house.composed);
  const story = booking({ start: at("2026-03-10T14:00:00Z") });
  await house.post(inviteeCreated(story));
  stream = appointmentStream(appointmentIdOf({ provider: "calendly", ref: story.inviteeUri }));
  execution = executionIdIn(stream, "run", "deposit");
});
afterEach(() => house.close());

type Session = Readonly<Record<string, unknown>>;

const eventOf = (session: Session = {}, event: Session = {}): string =>
  JSON.stringify({
    id: "evt_1",
    object: "event",
    type: "checkout.session.completed",
    livemode: false,
    data: {
      object: {
        id: "cs_test_1",
        object: "checkout.session",
        amount_total: 2500,
        currency: "usd",
        payment_intent: "pi_1",
        payment_status: "paid",
        metadata: { aro_tenant: "riverside", aro_execution: execution },
        ...session,
      },
    },
    ...event,
  });

type How = NonNullable<Parameters<typeof stripeRequest>[2]>;

const post = async (body: BodyInit, how: How = {}) => {
  const response = await house.handle(stripeRequest(house, body, how));
  await house.drive.drain();
  return answerOf(response);
};

const kept = async (of: StreamName = stream): Promise<readonly string[]> => {
  const { deps } = house.composed;
  const { commits } = await deps.store.read(deps.localTenant, of);
  return commits.flatMap(({ events }) => events.map(({ type }) => type));
};
const payments = async () => (await kept()).filter((type) => type.startsWith("payment."));

describe("an event about a deposit", () => {
  it("is kept in the stream of its appointment, and confirms it", async () => {
    expect(await post(eventOf())).toMatchObject({ status: 200, outcome: "accepted" });
    expect(await kept()).toEqual(expect.arrayContaining(["payment.paid", "appointment.confirmed"]));
  });

  it("does not pass for a word of a booking system, whose silence rings", async () => {
    await post(eventOf());
    const counted = house.composed.deps.metricsText();
    expect(counted).not.toContain('aro_webhooks_taken_total{provider="stripe"');
    expect(counted).toContain('aro_payments_told_total{outcome="taken"} 1');
  });

  it("is one command however often it comes", async () => {
    await post(eventOf());
    const before = records.commits();
    for (let time = 1; time <= 5; time += 1)
      expect(await post(eventOf())).toMatchObject({ status: 200, outcome: "accepted" });
    expect(records.commits()).toBe(before);
  });

  it("says nothing new under another name", async () => {
    await post(eventOf());
    const before = records.commits();
    expect((await post(eventOf({}, { id: "evt_2" }))).status).toBe(200);
    expect(records.commits()).toBe(before);
  });

  it.each([
    ["an event that we do not know", { type: "invoice.paid" }, {}],
    ["an event of real money", { livemode: true }, {}],
    ["an event of a connected account", { account: "acct_1" }, {}],
    ["a payment of another shop", {}, { metadata: { order: "42" } }],
    ["a payment of another tenant", {}, { metadata: { aro_tenant: "lakeside" } }],
  ])("is acknowledged and changes nothing where it is %s", async (_, event, session) => {
    const before = records.commits();
    const answer = await post(eventOf(session, event));
    expect(answer).toMatchObject({ status: 200, outcome: "ignored" });
    expect(records.commits()).toBe(before);
  });
});

describe("an event that cannot be placed", () => {
  const strange = `appointment.${"0".repeat(32)}.0123456789abcdef`;

  it.each([
    ["a visit that nobody knows", strange, "appointment_unknown"],
    ["an id that is none of ours", "../../etc/passwd", "execution_unknown"],
    ["an id of a customer", `customer.${"0".repeat(32)}.0123456789abcdef`, "execution_unknown"],
  ])("is answered 200 and given to a person, once: %s", async (_, aro_execution, code) => {
    const event = eventOf({ metadata: { aro_tenant: "riverside", aro_execution } });
    for (let time = 1; time <= 2; time += 1) {
      const answer = await post(event);
      expect(answer).toMatchObject({ status: 200, outcome: "refused", error: { code } });
    }
    const [intake = stream] = records.streams("intake");
    expect(await kept(intake)).toEqual(["intake.refused", "task.opened"]);
    expect(records.streams("appointment")).toEqual([stream]);
    expect(house.log.join("\n")).not.toContain(aro_execution);
  });
});

describe("a dispute", () => {
  const dispute = (payment: string) =>
    JSON.stringify({
      id: "evt_9",
      type: "charge.dispute.created",
      livemode: false,
      data: {
        object: {
          id: "du_1",
          payment_intent: payment,
          amount: 2500,
          currency: "usd",
          status: "needs_response",
        },
      },
    });

  it("of a payment that is not ours is acknowledged", async () => {
    expect(await post(dispute("pi_other"))).toMatchObject({ status: 200, outcome: "ignored" });
  });

  it("of a payment that we have heard of is a person's, whatever the payment service knows of it", async () => {
    await post(eventOf());
    expect(await post(dispute("pi_1"))).toMatchObject({ status: 200, outcome: "accepted" });
    expect(await payments()).toEqual(["payment.paid", "payment.disputed"]);
    expect(await records.tasks()).toContain("answer-dispute (high)");
  });

  it("is asked for again while Stripe cannot be asked whose it is", async () => {
    await house.close();
    house = await testHouse(now, { stripeFaults: () => "garbage" });
    const before = recordsOf(house.composed).commits();
    const answer = await post(dispute("pi_1"));
    expect(answer).toMatchObject({ status: 503, error: { code: "provider_unavailable" } });
    expect(recordsOf(house.composed).commits()).toBe(before);
  });
});

describe("a delivery that is not believed", () => {
  const refused = async (answer: ReturnType<typeof post>, why: string) => {
    const { status, error } = await answer;
    expect({ status, code: error?.code, details: error?.details }).toEqual({
      status: 401,
      code: "signature_invalid",
      details: {},
    });
    expect(house.log.at(-1)).toContain(`"why":"${why}"`);
    expect(await payments()).toEqual([]);
  };

  it("bears no signature, or another's", async () => {
    await refused(post(eventOf(), { header: null }), "signature_invalid");
    await refused(post(eventOf(), { header: "t=1,v1=x" }), "signature_invalid");
    await refused(post(eventOf(), { secret: "whsec_guessed" }), "signature_invalid");
  });

  it("was signed too long ago, or too far ahead", async () => {
    await refused(post(eventOf(), { at: plusMs(now, -301_000) }), "signature_expired");
    await refused(post(eventOf(), { at: plusMs(now, 301_000) }), "signature_expired");
  });

  it("is for an endpoint that is not there, or not Stripe's", async () => {
    const { calendly } = house.composed.seeded;
    await refused(post(eventOf(), { endpoint: "nobody" }), "unknown_endpoint");
    const [secret = ""] = calendly.secrets;
    await refused(post(eventOf(), { endpoint: calendly.id, secret }), "unknown_endpoint");
  });

  it("is believed under the secret before, while a new one is being rolled", async () => {
    const { seeded, endpoints } = house.composed;
    const [old = ""] = seeded.stripe.secrets;
    await endpoints.put({ ...seeded.stripe, secrets: ["whsec_new", old] });
    for (const [n, secret] of [old, "whsec_new"].entries())
      expect((await post(eventOf({}, { id: `evt_${n}` }), { secret })).status).toBe(200);
    await endpoints.put({ ...seeded.stripe, secrets: ["whsec_new"] });
    expect((await post(eventOf(), { secret: old })).status).toBe(401);
  });
});

describe("a signed body that cannot be read", () => {
  it.each([
    ["no JSON", "paid!", 400, "malformed_json"],
    ["nothing", "", 400, "malformed_json"],
    ["half of it", '{"id":"evt_1"', 400, "malformed_json"],
    ["a list", "[]", 400, "payload_invalid"],
    ["256 KB and one byte", " ".repeat(262_145), 413, "payload_too_large"],
  ])("is refused: %s", async (_, body, status, code) => {
    expect(await post(body)).toMatchObject({ status, error: { code } });
    expect(await payments()).toEqual([]);
  });

  it("names the place and not what stood there", async () => {
    const answer = await post(eventOf({ amount_total: "a secret" }));
    expect(answer.error?.details).toEqual({ path: "data.object.amount_total" });
    expect(house.log.join("\n")).not.toContain("a secret");
  });
});

it("keeps the later of two clocks in mind: a turned one believes what it signs", async () => {
  await house.turnTo(plusMs(now, 3 * 86_400_000));
  const day = post(eventOf());
  expect((await day).status).toBe(200);
});
