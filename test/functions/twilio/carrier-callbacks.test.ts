import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inboundText } from "#adapters/twilio/inbound";
import { statusReport } from "#adapters/twilio/status";
import { verify } from "#adapters/twilio/verify";
import { plusMs } from "#core/kernel/time";
import {
  account,
  type CarrierStage,
  carrierStage,
  endpoint,
  messengerOver,
  mrsIto,
  type Received,
  reminder,
  start,
} from "#test/support/carrier-stage";

let stage: CarrierStage;
beforeEach(() => {
  stage = carrierStage();
});
afterEach(() => stage.carrier.close());

const send = async (changes: Parameters<typeof reminder>[0] = {}) => {
  const outcome = await messengerOver(stage.carrier.fetch).send(
    reminder(changes),
    stage.clock.now(),
  );
  if (outcome.kind !== "sent") throw new Error(`Cannot go on: ${outcome.kind}`);
  return outcome.sid;
};
const after = (ms: number) => stage.carrier.runDue(stage.clock.turn(ms));
const statusesOf = (received: readonly Received[]) =>
  received.map(({ form }) => form.get("MessageStatus") ?? form.get("Body"));

describe("a text's way", () => {
  it("is told a second and two seconds later, and not before", async () => {
    const sid = await send();
    expect(stage.carrier.next()).toBe(plusMs(start, 1000));

    const counts = [await after(999), await after(1), await after(999), await after(1)];
    expect(counts).toEqual([0, 1, 0, 1]);
    expect(stage.carrier.next()).toBeNull();

    const reports = stage.received.map(({ url, rawBody }) => statusReport(url, rawBody));
    expect(reports).toEqual(
      ["sent", "delivered"].map((status) => ({
        ok: true,
        value: { kind: "delivery", executionId: "9f2d1c", sid, status, errorCode: null, why: null },
      })),
    );
  });

  it("is told under signatures that our own check accepts", async () => {
    await send();
    await stage.carrier.phone.text(mrsIto, "1 + 1 = 2 & é 👍");
    await after(2000);

    const verdicts = stage.received.map(({ url, rawBody, headers }) =>
      verify({ url, rawBody, headers, secrets: [account.authToken] }),
    );
    expect(verdicts).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    const forged = stage.received.map(
      ({ url, rawBody, headers }) => verify({ url, rawBody, headers, secrets: ["another"] }).ok,
    );
    expect(forged).toEqual([false, false, false]);
  });

  it("is told in order also when the clock was turned far ahead", async () => {
    await send();
    await after(172_800_000);
    expect(statusesOf(stage.received)).toEqual(["sent", "delivered"]);
  });

  it("is told to nobody when nobody wanted to know", async () => {
    await stage.carrier.fetch(
      new Request("https://api.twilio.com/2010-04-01/Accounts/ACsandbox/Messages.json", {
        method: "POST",
        headers: { authorization: `Basic ${btoa("ACsandbox:sandbox-token")}` },
        body: new URLSearchParams({ To: mrsIto, From: account.number, Body: "Hello" }),
      }),
    );
    await after(2000);
    expect(stage.received).toEqual([]);
    expect(stage.carrier.phone.messages(mrsIto)).toMatchObject([{ status: "delivered" }]);
  });
});

describe("a webhook that is not taken", () => {
  it.each<number | "no answer">([500, 503, "no answer"])(
    "(%s) comes again later, as the same",
    async (answer) => {
      await send();
      stage.answerWith(answer);
      await after(1000);
      expect(stage.carrier.next()).toBe(plusMs(start, 2000));

      await after(2000);
      expect(statusesOf(stage.received)).toEqual(["sent", "delivered", "sent"]);
      const tokens = stage.received.map(({ headers }) => headers.get("i-twilio-idempotency-token"));
      expect(tokens[0]).toBe(tokens[2]);
      expect(tokens[0]).not.toBe(tokens[1]);
      expect(stage.carrier.phone.messages(mrsIto)).toMatchObject([{ status: "delivered" }]);
    },
  );

  it("comes again where no answer came in time, and holds up nobody until then", async () => {
    const posted: string[] = [];
    const { carrier, clock } = carrierStage({
      timeoutMs: 20,
      deliver: async (request) => {
        const word = new URLSearchParams(await request.text()).get("Body") ?? "";
        posted.push(word);
        return posted.length === 1
          ? new Promise<Response>(() => undefined)
          : new Response(null, { status: 204 });
      },
    });
    await carrier.phone.text(mrsIto, "Is it you?");
    expect(await carrier.runDue(clock.now())).toBe(1);
    expect(carrier.next()).toBe(plusMs(start, 2000));

    await carrier.runDue(clock.turn(2000));
    expect([posted, carrier.next()]).toEqual([["Is it you?", "Is it you?"], null]);
    carrier.close();
  });

  it("does not come again when it was refused", async () => {
    await send();
    stage.answerWith(401, 422);
    await after(2000);
    expect(stage.carrier.next()).toBeNull();
  });

  it("is given up after a few times, if it was a status", async () => {
    await send();
    stage.answerWith(...Array.from({ length: 100 }, () => 500));
    for (let hour = 0; hour < 5; hour += 1) await after(3_600_000);
    expect(stage.received).toHaveLength(2 * 5);
    expect(stage.carrier.next()).toBeNull();
  });

  it("comes until it is taken, if a customer wrote it", async () => {
    await stage.carrier.phone.text(mrsIto, "STOP");
    stage.answerWith(...Array.from({ length: 20 }, () => 500));
    for (let hour = 0; hour < 30; hour += 1) await after(3_600_000);
    expect(stage.received).toHaveLength(21);
    expect(stage.carrier.next()).toBeNull();
  });

  it("is posted once, though two look for what is due at the same moment", async () => {
    await send();
    const now = stage.clock.turn(1000);
    expect(await Promise.all([stage.carrier.runDue(now), stage.carrier.runDue(now)])).toEqual([
      1, 0,
    ]);
    expect(stage.received).toHaveLength(1);
  });

  it("does not hold up those of other people", async () => {
    for (let line = 0; line < 300; line += 1)
      await send({ to: { kind: "phone", phone: `+1404555${1000 + line}` } });
    stage.answerWith(500);
    await after(1000);
    expect(stage.received).toHaveLength(300);
    expect(stage.carrier.due(stage.clock.now())).toBe(0);
    expect(stage.carrier.due(plusMs(stage.clock.now(), 1000))).toBe(300);
    expect(stage.carrier.due(plusMs(stage.clock.now(), 2000))).toBe(301);
  });
});

describe("a customer's text", () => {
  it("reaches us in Twilio's form, with what the carrier made of it", async () => {
    const sid = await stage.carrier.phone.text(mrsIto, "Stop");
    await stage.carrier.phone.text(mrsIto, "C");
    await after(0);

    expect(stage.received.map(({ url }) => url)).toEqual([
      `${endpoint}/inbound`,
      `${endpoint}/inbound`,
    ]);
    const texts = stage.received.map(({ rawBody }) => inboundText(rawBody));
    expect(texts).toMatchObject([
      { value: { sid, from: mrsIto, to: account.number, body: "Stop", optOutType: "stop" } },
      { value: { from: mrsIto, body: "C", optOutType: null } },
    ]);
    const form = Object.fromEntries(stage.received[0]?.form ?? []);
    expect(form).toMatchObject({ AccountSid: "ACsandbox", NumSegments: "1", OptOutType: "STOP" });
  });

  it("comes after the one before it, however many there are", async () => {
    const words = Array.from({ length: 40 }, (_, index) => `word ${index}`);
    for (const word of words) await stage.carrier.phone.text(mrsIto, word);
    await after(0);
    expect(statusesOf(stage.received)).toEqual(words);
  });
});

it("waits for the answer to one webhook before it posts the next about the same person", async () => {
  const steps: string[] = [];
  const { carrier, clock } = carrierStage({
    deliver: async (request) => {
      const word = new URLSearchParams(await request.text()).get("Body") ?? "";
      steps.push(`${word} posted`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      steps.push(`${word} answered`);
      return new Response(null, { status: 204 });
    },
  });
  await carrier.phone.text(mrsIto, "yes");
  await carrier.phone.text(mrsIto, "no");
  await carrier.runDue(clock.now());
  carrier.close();
  expect(steps).toEqual(["yes posted", "yes answered", "no posted", "no answered"]);
});

it("shows on the phone what went both ways, in order", async () => {
  const sid = await send();
  await after(2000);
  await stage.carrier.phone.text(mrsIto, "C");

  expect(stage.carrier.phone.messages(mrsIto)).toEqual([
    { direction: "outbound", body: reminder().body, at: start, status: "delivered", sid },
    {
      direction: "inbound",
      body: "C",
      at: plusMs(start, 2000),
      status: "received",
      sid: expect.stringMatching(/^SM/),
    },
  ]);
  expect(stage.carrier.phone.messages("+14045550199")).toEqual([]);
});
