import { createHmac } from "node:crypto";
import { join } from "node:path";
import { rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { verify } from "#adapters/stripe/verify";
import { newFolder } from "#test/support/house";
import {
  depositWish,
  executionOf,
  paymentsOver,
  secretKey,
  stripeStage,
  stripeStart,
  webhookSecret,
} from "#test/support/stripe-stage";

type StagedStripe = ReturnType<typeof stripeStage>;

const stages: StagedStripe[] = [];
const staged = (settings: Parameters<typeof stripeStage>[0] = {}): StagedStripe => {
  const stage = stripeStage(settings);
  stages.push(stage);
  return stage;
};
afterEach(() => {
  for (const { stripe } of stages.splice(0)) stripe.close();
});

const linkOn = async ({ stripe }: StagedStripe): Promise<string> => {
  const outcome = await paymentsOver(stripe.fetch).createLink(depositWish(), stripeStart);
  return outcome.kind === "created" ? outcome.link : "";
};

const typesIn = ({ posted }: StagedStripe) =>
  posted.map(({ body }) => (JSON.parse(body) as { type: string }).type);

const day = 86_400_000;

describe("the webhooks of the sandbox", () => {
  it("bear the signature that the documentation describes, made anew for each try", async () => {
    const stage = staged();
    stage.stripe.pay(await linkOn(stage));
    stage.answerWith(500);
    await stage.stripe.runDue(stage.now());
    await stage.stripe.runDue(stage.turn(60_000));

    const [first, again] = stage.posted;
    if (first === undefined || again === undefined) throw new Error("Cannot compare: none came");
    expect(again.body).toBe(first.body);
    expect(again.header).not.toBe(first.header);
    const t = Math.floor(Date.parse(stage.now()) / 1000);
    const hex = createHmac("sha256", webhookSecret).update(`${t}.${again.body}`).digest("hex");
    expect(again.header).toBe(`t=${t},v1=${hex}`);
    const rawBody = new TextEncoder().encode(again.body);
    const signed = { rawBody, header: again.header, secrets: [webhookSecret] };
    expect(verify({ ...signed, now: [stage.now()], toleranceMs: 300_000 }).ok).toBe(true);
  });

  it("come as many at a time as are asked for, and the rest with the next", async () => {
    const stage = staged();
    stage.stripe.payTwice(await linkOn(stage));
    const owed = stage.stripe.due(stage.now());
    expect(owed).toBeGreaterThan(1);
    expect(await stage.stripe.runDue(stage.now(), 1)).toBe(1);
    expect(stage.posted).toHaveLength(1);
    expect(await stage.stripe.runDue(stage.now())).toBe(owed - 1);
  });

  it("come again until they are taken by a 2xx: neither a refusal nor silence ends them", async () => {
    const stage = staged();
    stage.stripe.pay(await linkOn(stage));
    stage.answerWith(401, 302, "no answer", 200);
    for (let time = 1; time <= 10; time += 1) await stage.stripe.runDue(stage.turn(day / 2));

    expect(stage.posted).toHaveLength(4);
    expect(stage.stripe.next()).toBeNull();
  });

  it("are given up after three days", async () => {
    const stage = staged();
    stage.stripe.pay(await linkOn(stage));
    stage.answerWith(...Array.from({ length: 50 }, () => 500));
    for (let time = 1; time <= 100; time += 1) await stage.stripe.runDue(stage.turn(day / 12));

    expect(stage.posted).toHaveLength(8);
    expect(stage.stripe.next()).toBeNull();
  });

  it("tell of a bank debit when it is asked for, and when it has come two days later", async () => {
    const stage = staged();
    stage.stripe.pay(await linkOn(stage), "later");
    await stage.stripe.runDue(stage.now());
    expect(typesIn(stage)).toEqual(["checkout.session.completed"]);
    expect(stage.posted[0]?.body).toContain('"payment_status": "unpaid"');

    await stage.stripe.runDue(stage.turn(2 * day));
    expect(typesIn(stage).at(-1)).toBe("checkout.session.async_payment_succeeded");
  });

  it("survive the end of the process, with links and kept answers", async () => {
    const folder = newFolder();
    const path = join(folder, "stripe.db");
    const before = stripeStage({ path });
    const link = await linkOn(before);
    before.stripe.pay(link);
    before.stripe.close();

    const after = staged({ path });
    expect(await linkOn(after)).toBe(link);
    expect(after.stripe.links()).toHaveLength(1);
    expect(await after.stripe.runDue(after.now())).toBe(1);
    rmSync(folder, { recursive: true });
  });
});

type CallInit = Omit<RequestInit, "headers"> & {
  readonly headers?: Readonly<Record<string, string>>;
};

describe("the API of the sandbox", () => {
  const call = (stage: StagedStripe, path: string, init: CallInit = {}) =>
    stage.stripe.fetch(
      new Request(`https://api.stripe.com${path}`, {
        ...init,
        headers: { authorization: `Bearer ${secretKey}`, ...init.headers },
      }),
    );
  const post = (stage: StagedStripe, form: Record<string, string>, key?: string) =>
    call(stage, "/v1/payment_links", {
      method: "POST",
      body: new URLSearchParams(form),
      ...(key !== undefined && { headers: { "idempotency-key": key } }),
    });
  const price = {
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "usd",
    "line_items[0][price_data][unit_amount]": "2500",
    "line_items[0][price_data][product_data][name]": "Deposit",
  };

  it("refuses whoever has another key, and knows no other address", async () => {
    const stage = staged();
    const headers = { authorization: "Bearer sk_test_other" };
    expect((await call(stage, "/v1/payment_links", { headers })).status).toBe(401);
    expect((await call(stage, "/v1/customers")).status).toBe(404);
    expect((await call(stage, "/v1/payment_links/plink_0")).status).toBe(404);
  });

  it("gives the same answer to the same key for a day, and says so", async () => {
    const stage = staged();
    const first = await post(stage, price, "k1");
    stage.turn(day - 1);
    const again = await post(stage, price, "k1");
    expect(await again.json()).toEqual(await first.json());
    expect(again.headers.get("idempotent-replayed")).toBe("true");

    stage.turn(2);
    await post(stage, price, "k1");
    expect(stage.stripe.links()).toHaveLength(2);
  });

  it("refuses the same key for another wish", async () => {
    const stage = staged();
    await post(stage, price, "k1");
    const other = await post(stage, { ...price, "metadata[a]": "b" }, "k1");
    expect(other.status).toBe(400);
    expect(await other.json()).toMatchObject({ error: { type: "idempotency_error" } });
  });

  it("keeps a 500 under its key, as the real one does, but no refusal of parameters", async () => {
    const faults = ["http-500"] as const;
    const left: ("http-500" | "run")[] = [...faults];
    const stage = staged({ faults: () => left.shift() ?? "run" });
    expect((await post(stage, price, "k1")).status).toBe(500);
    expect((await post(stage, price, "k1")).status).toBe(500);
    expect(
      (await post(stage, { ...price, "line_items[0][price_data][unit_amount]": "1" }, "k2")).status,
    ).toBe(400);
    expect((await post(stage, price, "k2")).status).toBe(200);
  });

  it.each([
    ["no currency", { "line_items[0][price_data][currency]": "" }, "parameter_invalid_integer"],
    [
      "half a cent",
      { "line_items[0][price_data][unit_amount]": "0.5" },
      "parameter_invalid_integer",
    ],
    ["a stranger", { colour: "blue" }, "parameter_unknown"],
    ["a tree without end", { "a[b][c][d][e][f][g][h][i]": "x" }, "parameter_unknown"],
    ["a name of the machine", { "__proto__[x]": "y" }, "parameter_unknown"],
  ])("refuses %s", async (_, changes, code) => {
    const answer = await post(staged(), { ...price, ...changes });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code } });
  });

  it("lists the sessions of a link", async () => {
    const stage = staged();
    const link = await linkOn(stage);
    const payment = stage.stripe.pay(link);
    const list = async (id: string) =>
      (await call(stage, `/v1/checkout/sessions?payment_link=${id}`)).json();
    expect(await list(link)).toMatchObject({
      data: [{ payment_intent: payment, metadata: { aro_execution: executionOf("a".repeat(32)) } }],
    });
    expect(await list("plink_0")).toMatchObject({ data: [], has_more: false });
  });
});

describe("the payment page", () => {
  const at = (stage: StagedStripe, link: string, form?: Record<string, string>) =>
    stage.stripe.page(
      new Request(`http://127.0.0.1:3000/pay/${link}`, {
        ...(form !== undefined && { method: "POST", body: new URLSearchParams(form) }),
      }),
    );
  const sessionIn = (html: string) => /name="session" value="(\w+)"/.exec(html)?.[1] ?? "";

  it("says what is to be paid, and has a button for each thing that can happen", async () => {
    const stage = staged();
    const page = await at(stage, await linkOn(stage));
    const html = await page.text();
    expect(html).toContain("<h1>Pay 25.00 USD</h1>");
    expect(html).toContain("Deposit, Riverside Clinic");
    expect(html.match(/value="(pay|later|fail)"/g)).toHaveLength(3);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("shows a name as text, whatever stands in it", async () => {
    const stage = staged();
    const wish = depositWish({ description: '<script>alert("x")</script>' });
    const made = await paymentsOver(stage.stripe.fetch).createLink(wish, stripeStart);
    const html = await (await at(stage, made.kind === "created" ? made.link : "")).text();
    expect(html).not.toContain("<script>");
    expect(html).toContain("&lt;script&gt;");
  });

  it("can be paid once; then the link is closed", async () => {
    const stage = staged();
    const link = await linkOn(stage);
    const session = sessionIn(await (await at(stage, link)).text());
    expect((await at(stage, link, { session, choice: "pay" })).status).toBe(200);
    expect((await at(stage, link, { session, choice: "pay" })).status).toBe(409);
    expect((await at(stage, link)).status).toBe(410);
    expect(stage.stripe.due(stage.now())).toBe(1);
  });

  it.each([
    ["another link's session", { choice: "pay", session: "cs_test_0" }],
    ["no choice", {}],
    ["a choice that is none", { choice: "constructor" }],
  ])("takes nothing for %s", async (_, form) => {
    const stage = staged();
    const link = await linkOn(stage);
    const session = sessionIn(await (await at(stage, link)).text());
    expect((await at(stage, link, { session, ...form })).status).toBe(400);
    expect(stage.stripe.due(stage.now())).toBe(0);
  });

  it("is not there for a link that nobody has made", async () => {
    expect((await at(staged(), "plink_0")).status).toBe(404);
  });
});
