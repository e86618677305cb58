import { describe, expect, it } from "vitest";
import { at, plusMs } from "#core/kernel/time";
import { depositWish, paymentsOver, stripeStart } from "#test/support/stripe-stage";

const link = {
  id: "plink_1",
  object: "payment_link",
  url: "https://buy.stripe.com/1",
  active: true,
  metadata: {},
};

/** Stripe's side of one or more calls: what it was asked, and what it answers, one after the other; the last for ever. */
const wire = (...answers: readonly (() => Response | Promise<Response>)[]) => {
  const asked: { request: Request; body: string }[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    asked.push({ request, body: await request.clone().text() });
    const answer = answers[Math.min(asked.length, answers.length) - 1];
    if (answer === undefined) throw new Error("Cannot answer: the story says nothing");
    return answer();
  };
  return { asked, fetch };
};

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  () =>
    Response.json(body, { status, headers });
const refusal = (status: number, error: object, headers: Record<string, string> = {}) =>
  json({ error: { type: "invalid_request_error", message: "No", ...error } }, status, headers);
const broken = (code: string) => (): Promise<Response> =>
  Promise.reject(
    new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) }),
  );

const create = async (
  answer: () => Response | Promise<Response>,
  settings: { timeoutMs?: number } = {},
) => {
  const { asked, fetch } = wire(answer);
  const outcome = await paymentsOver(fetch, settings).createLink(depositWish(), stripeStart);
  return { asked, outcome };
};

describe("what goes to Stripe", () => {
  it("is one form with the amount, no more than the description, and our ids in both places", async () => {
    const { asked, outcome } = await create(json(link));
    expect(outcome).toEqual({ kind: "created", link: "plink_1", url: link.url });
    expect(asked).toHaveLength(1);
    const { tenant, executionId } = depositWish();
    expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toEqual({
      "line_items[0][price_data][currency]": "usd",
      "line_items[0][price_data][product_data][name]": "Deposit, Riverside Clinic",
      "line_items[0][price_data][unit_amount]": "2500",
      "line_items[0][quantity]": "1",
      "metadata[aro_execution]": executionId,
      "metadata[aro_tenant]": tenant,
      "payment_intent_data[metadata][aro_execution]": executionId,
      "payment_intent_data[metadata][aro_tenant]": tenant,
      "payment_method_types[0]": "card",
      "restrictions[completed_sessions][limit]": "1",
    });
  });

  it("names the version that we read, the key that is ours, and the same wish the same each time", async () => {
    const { asked, fetch } = wire(json(link));
    const payments = paymentsOver(fetch);
    for (let time = 1; time <= 2; time += 1) await payments.createLink(depositWish(), stripeStart);
    const [first = {}, again = {}] = asked.map(({ request }) =>
      Object.fromEntries(request.headers),
    );
    expect(first).toMatchObject({
      "stripe-version": "2026-10-28.endive",
      authorization: "Bearer sk_test_sandbox",
      "idempotency-key": `aro-deposit-riverside-${depositWish().executionId}`,
    });
    expect(again["idempotency-key"]).toBe(first["idempotency-key"]);
    expect(first).not.toHaveProperty("x-stripe-client-telemetry");
    expect(first["x-stripe-client-user-agent"]).not.toMatch(/telemetry_id|platform"/);
    expect(asked[1]?.body).toBe(asked[0]?.body);
  });

  it("has another key each time that a link is closed: an old failure must not be replayed", async () => {
    const { asked, fetch } = wire(json({ ...link, active: false }));
    const payments = paymentsOver(fetch);
    for (let time = 1; time <= 2; time += 1) await payments.deactivate("plink_1");
    const keys = asked.map(({ request }) => request.headers.get("idempotency-key"));
    expect(new Set(keys).size).toBe(2);
    expect(asked[0]?.body).toBe("active=false");
    expect(asked[0]?.request.url).toBe("https://api.stripe.com/v1/payment_links/plink_1");
  });

  it("goes where it is told: another host, another port, without TLS", async () => {
    const { asked, fetch } = wire(json(link));
    const payments = paymentsOver(fetch, { baseUrl: "http://127.0.0.1:12111" });
    await payments.createLink(depositWish(), stripeStart);
    expect(asked[0]?.request.url).toBe("http://127.0.0.1:12111/v1/payment_links");
    expect(asked[0]?.request.redirect).toBe("manual");
  });

  it.each([
    ["0 cents", { amountMinor: 0 }, "amount_refused"],
    ["half a cent", { amountMinor: 0.5 }, "amount_refused"],
    ["less than nothing", { amountMinor: -100 }, "amount_refused"],
    ["more than can be counted", { amountMinor: 2 ** 53 }, "amount_refused"],
    ["a currency that is none", { currency: "usd " }, "currency_unsupported"],
    ["one that Stripe counts otherwise", { currency: "ISK" }, "currency_unsupported"],
    ["a time that is over", { usefulUntil: stripeStart }, "no_longer_useful"],
  ])("does not go for %s", async (_, changes, why) => {
    const { asked, fetch } = wire(json(link));
    const outcome = await paymentsOver(fetch).createLink(depositWish(changes), stripeStart);
    expect(outcome).toEqual({ kind: "rejected", why, providerCode: null });
    expect(asked).toEqual([]);
  });
});

describe("what Stripe's answer means", () => {
  it.each([
    ["an HTML page", () => new Response("<html></html>")],
    ["a text in JSON", json("ok")],
    ["a number in JSON", json(5)],
    ["null", json(null)],
    ["a list", json([link])],
    ["nothing at all", () => new Response("")],
    ["half of the JSON", () => new Response('{"id":"plink_1"')],
    ["an object that is no link", json({})],
    ["a link without an address", json({ ...link, url: undefined })],
    ["the id of something else", json({ ...link, id: "cs_1" })],
    ["a success that speaks of an error", json({ ...link, error: null })],
    [
      "a redirect",
      () => new Response(null, { status: 302, headers: { location: "https://x.example" } }),
    ],
    ["an error page of somebody in between", () => new Response("Bad Gateway", { status: 502 })],
    ["a 403 of somebody in between", () => new Response("Blocked", { status: 403 })],
    ["a 404 that does not say why", json({}, 404)],
  ])("is unknown for %s, after one request", async (_, answer) => {
    const { asked, outcome } = await create(answer);
    expect(outcome).toEqual({ kind: "unknown", why: "answer_unreadable" });
    expect(asked).toHaveLength(1);
  });

  it.each([500, 502, 503, 504])(
    "is unknown for a %i of its own, after one request",
    async (status) => {
      const { asked, outcome } = await create(refusal(status, { type: "api_error" }));
      expect(outcome).toEqual({ kind: "unknown", why: `http_${status}` });
      expect(asked).toHaveLength(1);
    },
  );

  it("is unknown while the same wish is in the works", async () => {
    const busy = refusal(409, { type: "idempotency_error", code: "idempotency_key_in_use" });
    const { asked, outcome } = await create(busy);
    expect(outcome).toEqual({ kind: "unknown", why: "still_in_progress" });
    expect(asked).toHaveLength(1);
  });

  it.each(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "UND_ERR_BODY_TIMEOUT"])(
    "is unknown when the line breaks with %s, after one request",
    async (code) => {
      const { asked, outcome } = await create(broken(code));
      expect(outcome).toEqual({ kind: "unknown", why: code.toLowerCase() });
      expect(asked).toHaveLength(1);
    },
  );

  it.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"])(
    "is unavailable when there was no line: %s",
    async (code) => {
      const { outcome } = await create(broken(code));
      expect(outcome).toEqual({ kind: "unavailable", why: code.toLowerCase(), retryAfterMs: null });
    },
  );

  it("is unknown when it does not come, or stops in the middle", async () => {
    const never = () => new Promise<Response>(() => {});
    const half = () =>
      new Response(new ReadableStream({ start: (c) => c.enqueue(new TextEncoder().encode("{")) }));
    for (const answer of [never, half]) {
      const { asked, outcome } = await create(answer, { timeoutMs: 30 });
      expect(outcome).toEqual({ kind: "unknown", why: "timeout" });
      expect(asked).toHaveLength(1);
    }
  });

  it.each([
    ["without a time", {}, null],
    ["with seconds", { "retry-after": "12" }, 12_000],
    [
      "with a date",
      { "retry-after": new Date(Date.parse(stripeStart) + 60_000).toUTCString() },
      60_000,
    ],
    ["with nonsense", { "retry-after": "soon" }, null],
    ["with a time below zero", { "retry-after": "-5" }, null],
  ])(
    "is unavailable when it is throttled %s",
    async (_, headers: Record<string, string>, retryAfterMs) => {
      const unavailable = { kind: "unavailable", why: "throttled", retryAfterMs };
      const ofStripe = await create(refusal(429, { code: "rate_limit" }, headers));
      expect(ofStripe.outcome).toEqual(unavailable);
      const between = await create(() => new Response("slow down", { status: 429, headers }));
      expect(between.outcome).toEqual(unavailable);
    },
  );

  it.each([
    [400, { code: "amount_too_large" }, "amount_refused", "amount_too_large"],
    [400, { code: "parameter_unknown" }, "refused", "parameter_unknown"],
    [400, {}, "refused", "invalid_request_error"],
    [400, { type: "idempotency_error" }, "wish_changed", "idempotency_error"],
    [401, {}, "account_misconfigured", "invalid_request_error"],
    [
      403,
      { code: "more_permissions_required" },
      "account_misconfigured",
      "more_permissions_required",
    ],
    [402, { type: "card_error", code: "brand_new" }, "refused", "brand_new"],
  ])("is rejected for %i %o", async (status, error, why, providerCode) => {
    expect((await create(refusal(status, error))).outcome).toEqual({
      kind: "rejected",
      why,
      providerCode,
    });
  });

  it("never tells the key, whatever happens", async () => {
    const { outcome } = await create(refusal(401, { message: "Invalid API Key: sk_test_sandbox" }));
    expect(JSON.stringify(outcome)).not.toContain("sk_test");
  });
});

describe("looking through the links", () => {
  const page = (ids: readonly string[], has_more: boolean) =>
    json({ object: "list", data: ids.map((id) => ({ ...link, id })), has_more });
  const { tenant, executionId } = depositWish();

  it("goes on after the last one of a page, and says absent at the end only", async () => {
    const { asked, fetch } = wire(page(["plink_3", "plink_2"], true), page(["plink_1"], false));
    expect(await paymentsOver(fetch).find(tenant, executionId)).toEqual({ kind: "absent" });
    const queries = asked.map(({ request }) => new URL(request.url).search);
    expect(queries).toEqual(["?limit=100", "?limit=100&starting_after=plink_2"]);
  });

  it("does not say absent of a list that does not end", async () => {
    const { asked, fetch } = wire(page(["plink_1"], true));
    const endless = { kind: "unavailable", why: "too_many_links" };
    expect(await paymentsOver(fetch).find(tenant, executionId)).toEqual(endless);
    expect(asked).toHaveLength(20);
  });

  it("does not say absent of a page that cannot be right", async () => {
    for (const answer of [
      page([], true),
      json({ data: "none" }),
      json({ data: [{}], has_more: false }),
    ]) {
      const { fetch } = wire(answer);
      const unreadable = { kind: "unavailable", why: "answer_unreadable" };
      expect(await paymentsOver(fetch).find(tenant, executionId)).toEqual(unreadable);
    }
  });
});

describe("the time that is left", () => {
  it("may be a moment", async () => {
    const { fetch } = wire(json(link));
    const wish = depositWish({ usefulUntil: plusMs(at(stripeStart), 1) });
    expect(await paymentsOver(fetch).createLink(wish, stripeStart)).toMatchObject({
      kind: "created",
    });
  });
});
