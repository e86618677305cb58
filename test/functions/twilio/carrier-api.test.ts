import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { account, type CarrierStage, carrierStage, mrsIto } from "#test/support/carrier-stage";

const home = "https://api.twilio.com/2010-04-01/Accounts/ACsandbox/Messages";
const authorization = `Basic ${btoa("ACsandbox:sandbox-token")}`;

let stage: CarrierStage;
beforeEach(() => {
  stage = carrierStage();
});
afterEach(() => stage.carrier.close());

type Fields = Readonly<Record<string, string>>;
const text: Fields = { To: mrsIto, From: account.number, Body: "Hello" };

const post = (fields: Fields, headers: Fields = {}) =>
  stage.carrier.fetch(
    new Request(`${home}.json`, {
      method: "POST",
      headers: { authorization, ...headers },
      body: new URLSearchParams(fields),
    }),
  );
const get = (path: string) =>
  stage.carrier.fetch(new Request(home + path, { headers: { authorization } }));
const bodiesIn = async (response: Response): Promise<readonly string[]> =>
  (await response.json()).messages.map(({ body }: { body: string }) => body);
const codeOf = async (response: Response) => [response.status, (await response.json()).code];

describe("creating a message", () => {
  it("answers with the resource as Twilio spells it", async () => {
    const response = await post(text);
    const created = await response.json();

    expect(response.status).toBe(201);
    expect(created).toMatchObject({
      account_sid: "ACsandbox",
      body: "Hello",
      date_created: "Mon, 02 Mar 2026 09:00:00 +0000",
      date_sent: null,
      direction: "outbound-api",
      error_code: null,
      from: account.number,
      num_segments: "1",
      status: "queued",
      to: mrsIto,
    });
    expect(created.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(created.uri).toBe(`/2010-04-01/Accounts/ACsandbox/Messages/${created.sid}.json`);
  });

  it("accepts, and counts no segments yet, through a messaging service", async () => {
    const { From: _, ...rest } = text;
    const created = await (await post({ ...rest, MessagingServiceSid: "MGsandbox" })).json();
    expect(created).toMatchObject({ status: "accepted", num_segments: "0" });
  });

  it.each<[string, Fields, number]>([
    ["a number that is none", { To: "4045550134" }, 21211],
    ["Twilio's own test number for that", { To: "+15005550001" }, 21211],
    ["no recipient", { To: "" }, 21604],
    ["no sender", { From: "" }, 21603],
    ["a sender that is not ours", { From: "+15550100001" }, 21606],
    ["no text", { Body: "" }, 21602],
    ["a text that is too long", { Body: "x".repeat(1601) }, 21617],
    ["a callback to a host with an underscore", { StatusCallback: "https://a_b.test/" }, 21609],
    ["a validity of nothing", { ValidityPeriod: "0" }, 21624],
    ["a validity of more than ten hours", { ValidityPeriod: "36001" }, 21624],
    ["a landline", { To: "+15005550009" }, 21614],
  ])("refuses %s", async (_name, changes, code) => {
    expect(await codeOf(await post({ ...text, ...changes }))).toEqual([400, code]);
    expect(stage.carrier.phone.messages(changes["To"] ?? mrsIto)).toEqual([]);
    expect(stage.carrier.next()).toBeNull();
  });

  it("refuses whoever does not know the token", async () => {
    const strange = { authorization: `Basic ${btoa("ACsandbox:guess")}` };
    expect(await codeOf(await post(text, strange))).toEqual([401, 20003]);
  });

  it("gives the nth message the same sid on every machine", async () => {
    const another = carrierStage();
    const [first, second] = [await post(text), await post(text)];
    const [here, next] = [await first.json(), await second.json()];
    const there = await (
      await another.carrier.fetch(
        new Request(`${home}.json`, {
          method: "POST",
          headers: { authorization },
          body: new URLSearchParams(text),
        }),
      )
    ).json();
    another.carrier.close();

    expect(there.sid).toBe(here.sid);
    expect(next.sid).not.toBe(here.sid);
  });

  it("takes hundreds at once, each under its own sid", async () => {
    const replies = await Promise.all(Array.from({ length: 300 }, () => post(text)));
    const sids = await Promise.all(replies.map(async (reply) => (await reply.json()).sid));
    expect(new Set(sids).size).toBe(300);
    expect(stage.carrier.phone.messages(mrsIto)).toHaveLength(300);
  });
});

describe("a customer who has texted STOP", () => {
  it.each(["STOP", " stop ", "Unsubscribe", "CANCEL", "optout"])(
    "in the word %j gets no text",
    async (word) => {
      await stage.carrier.phone.text(mrsIto, word);
      expect(await codeOf(await post(text))).toEqual([400, 21610]);
      expect((await post({ ...text, To: "+14045550135" })).status).toBe(201);
    },
  );

  it("gets texts again after START", async () => {
    await stage.carrier.phone.text(mrsIto, "STOP");
    await stage.carrier.phone.text(mrsIto, "Start");
    expect((await post(text)).status).toBe(201);
  });

  it("is not one who only used the word in a sentence", async () => {
    await stage.carrier.phone.text(mrsIto, "Can you stop by at nine?");
    expect((await post(text)).status).toBe(201);
  });
});

describe("listing messages", () => {
  it("gives the newest first, filtered by both ends", async () => {
    await post({ ...text, Body: "first" });
    await post({ ...text, Body: "for another", To: "+14045550135" });
    await stage.carrier.phone.text(mrsIto, "an answer");
    await post({ ...text, Body: "second" });

    const [customer, number] = [mrsIto, account.number].map(encodeURIComponent);
    expect(await bodiesIn(await get(`.json?To=${customer}`))).toEqual(["second", "first"]);
    expect(await bodiesIn(await get(`.json?To=${number}`))).toEqual(["an answer"]);
    expect(await bodiesIn(await get(`.json?From=${customer}`))).toEqual(["an answer"]);
    expect(await bodiesIn(await get(`.json?From=${number}`))).toHaveLength(3);
    expect(await bodiesIn(await get(".json"))).toHaveLength(4);
  });

  it("gives page after page without a gap, also while new ones come", async () => {
    for (const Body of ["1", "2", "3", "4", "5"]) await post({ ...text, Body });

    const pages: (readonly string[])[] = [];
    let next: string | null = ".json?PageSize=2";
    while (next !== null) {
      const page = await get(next);
      next = (await page.clone().json()).next_page_uri?.split("/Messages")[1] ?? null;
      pages.push(await bodiesIn(page));
      await post({ ...text, Body: "new" });
    }
    expect(pages).toEqual([["5", "4"], ["3", "2"], ["1"]]);
  });

  it("passes over what is not sent yet when asked by the date of sending", async () => {
    await post(text);
    expect(await bodiesIn(await get(".json?DateSent%3E=2026-03-02"))).toEqual([]);

    await stage.carrier.runDue(stage.clock.turn(1000));
    expect(await bodiesIn(await get(".json?DateSent%3E=2026-03-02"))).toEqual(["Hello"]);
    expect(await bodiesIn(await get(".json?DateSent=2026-03-02"))).toEqual(["Hello"]);
    expect(await bodiesIn(await get(".json?DateSent%3C=2026-03-02"))).toEqual(["Hello"]);
    expect(await bodiesIn(await get(".json?DateSent%3E=2026-03-03"))).toEqual([]);
    expect(await bodiesIn(await get(".json?DateSent%3C=2026-03-01"))).toEqual([]);
  });
});

describe("reading one message", () => {
  it("shows how far it has come", async () => {
    const { sid } = await (await post(text)).json();
    const statusNow = async () => (await (await get(`/${sid}.json`)).json()).status;

    const seen = [await statusNow()];
    await stage.carrier.runDue(stage.clock.turn(1000));
    seen.push(await statusNow());
    await stage.carrier.runDue(stage.clock.turn(1000));
    seen.push(await statusNow());
    expect(seen).toEqual(["queued", "sent", "delivered"]);
  });

  it("does not find what is not there", async () => {
    const { sid } = await (await post(text)).json();
    expect(await codeOf(await get(`/${sid.replace("SM", "MM")}.json`))).toEqual([404, 20404]);
    expect(await codeOf(await get("/SMnothing.json"))).toEqual([404, 20404]);
  });
});
