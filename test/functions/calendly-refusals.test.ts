import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { errorCodes } from "#core/kernel/errors";
import { at } from "#core/kernel/time";
import { answerOf, calendlyRequest, type Posted, signed } from "#test/support/doors";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const now = "2026-03-02T15:00:00Z";

/** Each of them must not be found anywhere but in the sealed records and on the customer's phone. */
const canary = {
  name: "Quenby Zzyzx",
  email: "quenby.zzyzx@canary.example",
  phone: "+1 404-555-0177",
  reason: "canary-in-a-coal-mine",
};
const canaries = [/quenby/i, /zzyzx/i, /canary/i, /404\D{0,3}555\D?0177/];

const good = inviteeCreated({
  ...booking({ start: at("2026-03-10T14:00:00Z"), createdAt: at(now) }),
  name: canary.name,
  email: canary.email,
  phone: canary.phone,
}).replace(
  '"questions_and_answers":[]',
  `"questions_and_answers":[{"question":"Why?","answer":"${canary.reason}","position":0}]`,
);

const tooLarge = `${good}${" ".repeat(256 * 1024)}`;
const inChunks = (text: string): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      const bytes = new TextEncoder().encode(text);
      for (let from = 0; from < bytes.length; from += 16_384)
        controller.enqueue(bytes.subarray(from, from + 16_384));
      controller.close();
    },
  });

const signedAs = (text: string) => (house: TestHouse) => ({
  body: text,
  headers: signed(house, text),
});

const withHeader = (value: string) => () => ({
  body: good,
  headers: { "calendly-webhook-signature": value },
});

type Case = {
  readonly what: string;
  readonly posted: (house: TestHouse) => Posted;
  readonly status: number;
  readonly code: keyof typeof errorCodes;
  /** What the log says, and the answer does not always. */
  readonly why: string;
};

const unsigned = (what: string, posted: Case["posted"], why = "signature_invalid"): Case => ({
  what,
  posted,
  status: 401,
  code: "signature_invalid",
  why,
});
const unreadable = (what: string, text: string, why: string): Case => ({
  what,
  posted: signedAs(text),
  status: 400,
  code: why === "payload_invalid" ? "payload_invalid" : "malformed_json",
  why,
});

const cases: readonly Case[] = [
  unsigned("signed with another secret", (house) => ({
    body: good,
    headers: signed(house, good, { secret: "guessed" }),
  })),
  unsigned("signed with the empty secret", (house) => ({
    body: good,
    headers: signed(house, good, { secret: "" }),
  })),
  unsigned("signed for another body", (house) => ({
    body: good,
    headers: signed(house, `${good} `),
  })),
  unsigned("not signed at all", () => ({ body: good })),
  unsigned("signed with an empty header", withHeader("")),
  unsigned("signed with words", withHeader(`t=${canary.name},v1=${canary.email}`)),
  unsigned("signed at a time beyond all calendars", withHeader("t=99999999999999999,v1=00")),
  unsigned("rightly signed, at a time beyond all calendars", (house) => {
    const t = "99999999999999999";
    const secret = house.composed.seeded.calendly.secrets[0] ?? "";
    const v1 = createHmac("sha256", secret).update(`${t}.${good}`).digest("hex");
    return { body: good, headers: { "calendly-webhook-signature": `t=${t},v1=${v1}` } };
  }),
  unsigned(
    "signed more than three minutes ago",
    (house) => ({ body: good, headers: signed(house, good, { at: at("2026-03-02T14:56:59Z") }) }),
    "signature_expired",
  ),
  unsigned(
    "signed more than three minutes from now",
    (house) => ({ body: good, headers: signed(house, good, { at: at("2026-03-02T15:03:01Z") }) }),
    "signature_expired",
  ),
  unsigned(
    "for an endpoint that does not exist",
    (house) => ({ body: good, headers: signed(house, good), endpoint: "nobody" }),
    "unknown_endpoint",
  ),
  unsigned(
    "for another provider's endpoint, signed with that one's secret",
    (house) => {
      const { id, secrets } = house.composed.seeded.twilio;
      const secret = secrets[0] ?? "";
      return { body: good, headers: signed(house, good, { secret }), endpoint: id };
    },
    "unknown_endpoint",
  ),
  unreadable("truncated", good.slice(0, -20), "malformed_json"),
  unreadable("empty", "", "malformed_json"),
  unreadable("with a key twice", good.replace("{", '{"event":"x",'), "malformed_json"),
  unreadable(
    "with a key twice, once escaped",
    good.replace("{", '{"\\u0065vent":"x",'),
    "malformed_json",
  ),
  unreadable("with half a character", good.replace(canary.name, "\\ud83d"), "malformed_json"),
  unreadable(
    "with a number that no double holds",
    good.replace("{", '{"n":1e999,'),
    "malformed_json",
  ),
  unreadable("nested without end", "[".repeat(50_000) + "]".repeat(50_000), "malformed_json"),
  unreadable("a list", `[${good}]`, "payload_invalid"),
  unreadable("without a payload", '{"event":"invitee.created"}', "payload_invalid"),
  unreadable(
    "with a time that is none",
    good.replace("2026-03-10T14:00", canary.reason),
    "payload_invalid",
  ),
  {
    what: "not UTF-8",
    posted: (house) => {
      const bytes = Buffer.from(good.replace(canary.name, "Quenby \u00ff Zzyzx"), "latin1");
      return { body: bytes, headers: signed(house, bytes as unknown as string) };
    },
    status: 400,
    code: "malformed_json",
    why: "malformed_json",
  },
  {
    what: "larger than 256 KB, and says so",
    posted: (house) => ({
      body: tooLarge,
      headers: { ...signed(house, tooLarge), "content-length": String(tooLarge.length) },
    }),
    status: 413,
    code: "payload_too_large",
    why: "payload_too_large",
  },
  {
    what: "larger than 256 KB, and does not say so",
    posted: (house) => ({ body: inChunks(tooLarge), headers: signed(house, tooLarge) }),
    status: 413,
    code: "payload_too_large",
    why: "payload_too_large",
  },
  {
    what: "larger than 256 KB, and says that it is small",
    posted: (house) => ({
      body: inChunks(tooLarge),
      headers: { ...signed(house, tooLarge), "content-length": "10" },
    }),
    status: 413,
    code: "payload_too_large",
    why: "payload_too_large",
  },
];

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse(now);
});
afterEach(() => house.close());

const post = async (posted: Posted): Promise<Response> => {
  const response = await house.handle(calendlyRequest(house, posted));
  await house.drive.drain();
  return response;
};

const metricsText = async (): Promise<string> =>
  (await house.handle(new Request("http://127.0.0.1/metrics"))).text();

describe("a webhook that cannot be taken", () => {
  it.each(cases)("$what: one envelope, a reason in the log, nothing written", async (row) => {
    const response = await post(row.posted(house));
    const { status, error } = await answerOf(response);

    expect(status).toBe(row.status);
    expect(error).toEqual({
      code: row.code,
      message: errorCodes[row.code].message,
      details: expect.any(Object) as unknown,
      retryable: false,
      correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
    });
    expect(recordsOf(house.composed).commits()).toBe(0);
    expect(house.log.map(eventAndWhy)).toEqual([`webhook.refused ${row.why}`]);
    expect(house.log[0]).toContain(error?.correlationId);
    expect(await metricsText()).toContain(
      `aro_webhooks_refused_total{provider="calendly",why="${row.why}"} 1`,
    );
    expectNoCanary([...house.log, await metricsText(), JSON.stringify(error)]);
  });

  it("is not even read when it says that it is too large", async () => {
    const headers = { ...signed(house, tooLarge), "content-length": String(tooLarge.length) };
    const request = calendlyRequest(house, { body: inChunks(tooLarge), headers });

    expect((await house.handle(request)).status).toBe(413);
    expect(request.bodyUsed).toBe(false);
  });

  it("leaves the house able to take the next one", async () => {
    for (const row of cases) await post(row.posted(house));

    expect((await house.post(good)).status).toBe(200);
    expect(house.texts("+14045550177")).toHaveLength(1);
  });

  it("tells a stranger the same about an endpoint that there is and one that there is not", async () => {
    const wrong = await post({ body: good, headers: signed(house, good, { secret: "guessed" }) });
    const unknown = await post({ body: good, headers: signed(house, good), endpoint: "nobody" });

    expect(unknown.status).toBe(wrong.status);
    expect([...unknown.headers]).toEqual([...wrong.headers]);
    expect(withoutCorrelation(await unknown.text())).toBe(withoutCorrelation(await wrong.text()));
  });
});

describe("a customer's data", () => {
  it("is in no log line and no metric, from booking to opting out", async () => {
    await house.post(good);
    await house.customerTexts("+14045550177", `I am ${canary.name}, ${canary.reason}?`);
    await house.turnTo("2026-03-08T15:00:00Z");
    await house.customerTexts("+14045550177", "C");
    await house.customerTexts("+14045550177", "STOP");
    await house.turnTo("2026-03-11T15:00:00Z");

    expect(house.texts("+14045550177").length).toBeGreaterThan(1);
    expectNoCanary([...house.log, await metricsText()]);
  });

  it("is in no log line when the rules refuse the booking", async () => {
    await house.post(good.replaceAll("2026-03-10T14", "2026-01-10T14"));
    await house.post(good.replaceAll("America/New_York", canary.name));

    const events = house.log.map((line) => (JSON.parse(line) as { readonly event: string }).event);
    // Each became a task, and nobody works here yet who could be told of it.
    expect(events.filter((event) => event !== "task.nobody_told")).toEqual([
      "booking.refused",
      "booking.refused",
    ]);
    expectNoCanary([...house.log, await metricsText()]);
  });

  it("is in no file of the data folder but the carrier's own", async () => {
    await house.post(good);
    await house.customerTexts("+14045550177", `I am ${canary.name}, ${canary.reason}?`);
    await house.composed.db.checkpoint();

    const files = readdirSync(house.folder).filter((name) => !name.startsWith("carrier.db"));
    expect(files).toContain("aro.db");
    expectNoCanary(files.map((name) => readFileSync(join(house.folder, name), "latin1")));
  });
});

const expectNoCanary = (texts: readonly string[]): void => {
  const found = canaries.filter((bird) => texts.some((text) => bird.test(text)));
  expect(found).toEqual([]);
};

const eventAndWhy = (line: string): string => {
  const { event, why } = JSON.parse(line) as { readonly event: string; readonly why: string };
  return `${event} ${why}`;
};

const withoutCorrelation = (text: string): string =>
  text.replace(/"correlationId":"[^"]+"/, '"correlationId":"…"');
