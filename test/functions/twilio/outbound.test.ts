import { describe, expect, it } from "vitest";
import type { TwilioSettings } from "#adapters/twilio/outbound";
import { plusMs } from "#core/kernel/time";
import {
  account,
  endpoint,
  messengerOver,
  mrsIto,
  reminder,
  start,
} from "#test/support/carrier-stage";

const sid = "SM4b1f0c52e9d84a133c9a61d27f504be8";

type Answer = { readonly status?: number; readonly headers?: HeadersInit; readonly body: unknown };

/** A messenger whose requests are answered from a list, one each, and kept. */
const answeredWith = (...answers: readonly (Answer | Error)[]) => {
  const requests: Request[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const answer = answers[requests.length];
    requests.push(request);
    if (answer === undefined) throw new Error("Cannot answer: more requests than answers");
    if (answer instanceof Error) throw answer;
    const body = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
    return new Response(body, { status: answer.status ?? 200, headers: answer.headers ?? {} });
  };
  const from = (settings: Partial<TwilioSettings>) => messengerOver(fetch, settings);
  return { requests, messenger: from({}), from };
};

const created: Answer = { status: 201, body: { sid, status: "queued" } };
const sendOnce = (answer: Answer | Error) => answeredWith(answer).messenger.send(reminder(), start);

const networkError = (code: string) =>
  new TypeError(`fetch failed for ${mrsIto}`, { cause: Object.assign(new Error(), { code }) });

describe("the request that creates a message", () => {
  const formOf = async (
    settings: Partial<TwilioSettings> = {},
    changes: Parameters<typeof reminder>[0] = {},
  ) => {
    const { requests, from } = answeredWith(created);
    await from(settings).send(reminder(changes), start);
    return Object.fromEntries(new URLSearchParams(await requests[0]?.text()));
  };

  it("is the documented one", async () => {
    const { requests, messenger } = answeredWith(created);
    await messenger.send(reminder({ body: "Cost: 1 + 1 = 2 & é 👍" }), start);

    const [request] = requests;
    expect(request?.method).toBe("POST");
    expect(request?.url).toBe("https://api.twilio.com/2010-04-01/Accounts/ACsandbox/Messages.json");
    expect(request?.redirect).toBe("manual");
    expect(request?.headers.get("content-type")).toBe("application/x-www-form-urlencoded");
    expect(request?.headers.get("authorization")).toBe(
      `Basic ${Buffer.from("ACsandbox:sandbox-token").toString("base64")}`,
    );
    expect(Object.fromEntries(new URLSearchParams(await request?.text()))).toEqual({
      To: mrsIto,
      From: account.number,
      Body: "Cost: 1 + 1 = 2 & é 👍",
      StatusCallback: `${endpoint}/status?execution=9f2d1c`,
      ValidityPeriod: "3600",
    });
  });

  it("names a messaging service in place of a number", async () => {
    const form = await formOf({ from: "MGsandbox" });
    expect(form).toMatchObject({ MessagingServiceSid: "MGsandbox" });
    expect(form).not.toHaveProperty("From");
  });

  it.each([
    [1000, "1"],
    [5999, "5"],
    [36_000_000, "36000"],
    [86_400_000, "36000"],
  ])("asks the carrier to drop a text that is useful for %i ms after %s s", async (ms, seconds) => {
    const form = await formOf({}, { usefulUntil: plusMs(start, ms) });
    expect(form["ValidityPeriod"]).toBe(seconds);
  });

  it("is not made when less than a second is left", async () => {
    const { requests, messenger } = answeredWith();
    const outcome = await messenger.send(reminder({ usefulUntil: plusMs(start, 999) }), start);
    expect(outcome).toEqual({ kind: "rejected", why: "no_longer_useful", providerCode: null });
    expect(requests).toEqual([]);
  });
});

describe("what an answer means", () => {
  it.each([
    [21610, 400, "opted_out"],
    [21211, 400, "number_unreachable"],
    [21612, 400, "number_unreachable"],
    [21614, 400, "number_unreachable"],
    [21635, 400, "number_unreachable"],
    [21606, 400, "sender_misconfigured"],
    [21608, 403, "sender_misconfigured"],
    [21408, 403, "sender_misconfigured"],
    [30034, 400, "sender_misconfigured"],
    [20003, 401, "sender_misconfigured"],
    [21617, 400, "text_refused"],
    [99_999, 400, "refused"],
    [99_999, 403, "sender_misconfigured"],
  ])("code %i with HTTP %i: rejected as %s", async (code, status, why) => {
    const outcome = await sendOnce({ status, body: { code, message: "…" } });
    expect(outcome).toEqual({ kind: "rejected", why, providerCode: String(code) });
  });

  it("a refusal without a readable code is passed on without one", async () => {
    const answer = { status: 400, body: "<html>no</html>" };
    const refused = { kind: "rejected", why: "refused", providerCode: null };
    expect(await sendOnce(answer)).toEqual(refused);
  });

  it("a status that we do not know yet stands at the very beginning", async () => {
    const outcome = await sendOnce({ status: 201, body: { sid, status: "teleporting" } });
    expect(outcome).toEqual({ kind: "sent", sid, status: "accepted" });
  });

  it.each<[string, Answer | Error, string]>([
    ["a page of HTML", { body: "<html>Welcome</html>" }, "answer_unreadable"],
    ["success without a sid", { status: 201, body: { status: "queued" } }, "answer_unreadable"],
    ["a sid of something else", { body: { sid: "CA1", status: "queued" } }, "answer_unreadable"],
    ["a redirect", { status: 302, body: "" }, "http_302"],
    ["a time-out of somebody in between", { status: 408, body: "" }, "http_408"],
    ["a server's error", { status: 500, body: { code: 20500 } }, "http_500"],
    ["a gateway's time-out", { status: 504, body: "" }, "http_504"],
    ["a reset connection", networkError("ECONNRESET"), "econnreset"],
    ["an error without a code", new TypeError("terminated"), "connection_broken"],
  ])("%s: it may have been accepted", async (_name, answer, why) => {
    expect(await sendOnce(answer)).toEqual({ kind: "unknown", why });
  });

  it.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"])(
    "%s: nothing has left this machine, so it may be tried again",
    async (code) => {
      expect(await sendOnce(networkError(code))).toEqual({
        kind: "unavailable",
        why: code.toLowerCase(),
        retryAfterMs: null,
      });
    },
  );

  it("silence, also of a peer that does not listen to the signal: unknown after the time-out", async () => {
    const messenger = messengerOver(() => new Promise(() => undefined), { timeoutMs: 20 });
    expect(await messenger.send(reminder(), start)).toEqual({ kind: "unknown", why: "timeout" });
  });

  it("an answer that breaks off in its middle: unknown", async () => {
    const half = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(`{"sid":"${sid}"`));
        controller.error(new TypeError("terminated"));
      },
    });
    const messenger = messengerOver(async () => new Response(half, { status: 201 }));
    const outcome = await messenger.send(reminder(), start);
    expect(outcome).toEqual({ kind: "unknown", why: "connection_broken" });
  });
});

describe("how long to wait when throttled", () => {
  const waitOf = async (headers: HeadersInit, answer: Answer = { status: 429, body: "" }) => {
    const outcome = await sendOnce({ ...answer, headers });
    return outcome.kind === "unavailable" ? outcome.retryAfterMs : outcome.kind;
  };

  it("is what Retry-After says, in seconds or by a date", async () => {
    expect(await waitOf({ "retry-after": "30" })).toBe(30_000);
    expect(await waitOf({ "retry-after": "0" })).toBe(0);
    expect(await waitOf({ "retry-after": "Mon, 02 Mar 2026 09:00:10 GMT" })).toBe(9750);
  });

  it("is nothing for a date that has passed", async () => {
    expect(await waitOf({ "retry-after": "Mon, 02 Mar 2026 08:00:00 GMT" })).toBe(0);
  });

  it("is ours to choose when it says nothing that can be read", async () => {
    expect(await waitOf({})).toBeNull();
    expect(await waitOf({ "retry-after": "soon" })).toBeNull();
  });

  it("is asked also when only the code says throttled", async () => {
    const throttled = { status: 400, body: { code: 20429 } };
    expect(await waitOf({ "retry-after": "2" }, throttled)).toBe(2000);
  });
});

describe("looking a message up", () => {
  const listed = (changes: object = {}) => ({
    sid,
    status: "sent",
    to: mrsIto,
    body: reminder().body,
    direction: "outbound-api",
    date_created: "Mon, 02 Mar 2026 09:00:00 +0000",
    ...changes,
  });
  const pageOf = (messages: readonly object[], next: string | null = null): Answer => ({
    body: { messages, next_page_uri: next },
  });
  const lookUp = (...answers: readonly (Answer | Error)[]) =>
    answeredWith(...answers).messenger.find(reminder(), start);
  const found = { kind: "found", sid, status: "sent" };
  const home = "/2010-04-01/Accounts/ACsandbox/Messages.json";

  it("asks for all texts between the two numbers, sent or still queued", async () => {
    const { requests, messenger } = answeredWith(pageOf([]));
    await messenger.find(reminder(), start);
    expect(requests[0]?.method).toBe("GET");
    expect(requests[0]?.url).toBe(
      `https://api.twilio.com${home}?To=%2B14045550134&PageSize=1000&From=%2B15550100000`,
    );
  });

  it("counts a text of the same second as created since, and one of the second before as older", async () => {
    expect(await lookUp(pageOf([listed()]))).toEqual(found);
    const older = listed({ date_created: "Mon, 02 Mar 2026 08:59:59 +0000" });
    expect(await lookUp(pageOf([older]))).toEqual({ kind: "absent" });
  });

  it("knows a text again behind what a trial account writes before it", async () => {
    const body = `Sent from your Twilio trial account - ${reminder().body}`;
    expect(await lookUp(pageOf([listed({ body })]))).toEqual(found);
  });

  it("does not take a text to somebody else for ours, whatever the filter let through", async () => {
    expect(await lookUp(pageOf([listed({ to: "+14045550135" })]))).toEqual({ kind: "absent" });
  });

  it("does not take one that is known to be another, in the same words, for ours", async () => {
    const { messenger } = answeredWith(pageOf([listed()]));
    expect(await messenger.find(reminder(), start, [sid])).toEqual({ kind: "absent" });
  });

  it("does not take the customer's own words for ours", async () => {
    expect(await lookUp(pageOf([listed({ direction: "inbound" })]))).toEqual({ kind: "absent" });
  });

  it("follows one page, and then would rather not say", async () => {
    const next = `${home}?PageSize=1000&Page=1&PageToken=PA7`;
    expect(await lookUp(pageOf([], next), pageOf([listed()]))).toEqual(found);
    expect(await lookUp(pageOf([], next), pageOf([]))).toEqual({ kind: "absent" });
    const tooMany = { kind: "unavailable", why: "too_many_messages" };
    expect(await lookUp(pageOf([], next), pageOf([], next))).toEqual(tooMany);
  });

  it.each([`https://elsewhere.example${home}`, `//elsewhere.example${home}`, "/2010-04-01/x.json"])(
    "does not take the credentials to %s",
    async (next) => {
      const { requests, messenger } = answeredWith(pageOf([], next));
      const outcome = await messenger.find(reminder(), start);
      expect(outcome).toEqual({ kind: "unavailable", why: "next_page_elsewhere" });
      expect(requests).toHaveLength(1);
    },
  );

  it.each<[string, Answer | Error]>([
    ["answer_unreadable", { body: { messages: "none" } }],
    ["answer_unreadable", { body: "" }],
    ["http_401", { status: 401, body: { code: 20003 } }],
    ["http_503", { status: 503, body: "" }],
    ["econnreset", networkError("ECONNRESET")],
  ])("says why it could not look: %s", async (why, answer) => {
    expect(await lookUp(answer)).toEqual({ kind: "unavailable", why });
  });
});

it("lets neither a number nor a secret into what it says about a failure", async () => {
  const failures = [
    networkError("ECONNRESET"),
    { status: 400, body: { code: 1, message: mrsIto } },
  ];
  for (const failure of failures) {
    const said = JSON.stringify(await sendOnce(failure));
    expect(said).not.toContain(mrsIto);
    expect(said).not.toContain(account.authToken);
  }
});

describe("the request over WhatsApp", () => {
  const to = { kind: "whatsapp", phone: mrsIto, template: null } as const;
  const formTo = async (address: typeof to | { readonly template: string }) => {
    const { requests, from } = answeredWith(created);
    const messenger = from({ whatsappFrom: "+14155238886" });
    await messenger.send(reminder({ to: { ...to, ...address }, body: "See you" }), start);
    return Object.fromEntries(new URLSearchParams(await requests[0]?.text()));
  };

  it("spells both ends with the channel, whatever texts are sent from", async () => {
    expect(await formTo(to)).toMatchObject({
      To: `whatsapp:${mrsIto}`,
      From: "whatsapp:+14155238886",
      Body: "See you",
      ValidityPeriod: "3600",
    });
  });

  it("puts our words into the gap of an approved template", async () => {
    const form = await formTo({ template: "HX1" });
    expect(form).toMatchObject({ ContentSid: "HX1", ContentVariables: '{"1":"See you"}' });
    expect(form).not.toHaveProperty("Body");
  });

  it("is not made where there is no sender on WhatsApp", async () => {
    const { requests, messenger } = answeredWith();
    expect(await messenger.send(reminder({ to }), start)).toEqual({
      kind: "rejected",
      why: "messenger_missing",
      providerCode: null,
    });
    expect(requests).toEqual([]);
  });
});
