import { afterEach, describe, expect, it, vi } from "vitest";
import type { StreamName } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { riverside } from "#local/seed";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { recordsOf } from "#test/support/records";

const phone = "+14045550123";
const visit = booking({ start: at("2026-03-12T15:00:00Z") });
const asked = "2026-03-12T23:30:00Z";
const page = "https://g.page/r/riverside-clinic/review";

let house: TestHouse;
afterEach(() => house.close());

/** A visit that is over, and a customer who has been asked how it was. */
const open = async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
  const records = recordsOf(house.composed);
  const { deps, tokens } = house.composed;
  await house.post(inviteeCreated(visit));
  await tokens.put("a-token", deps.localTenant);
  const id = (records.streams("customer")[0] ?? "").replace("customer/", "");
  for (const purpose of ["review", "marketing"])
    await house.handle(
      new Request(`http://127.0.0.1/v1/customers/${id}/consents/grant`, {
        method: "POST",
        headers: { authorization: "Bearer a-token", "idempotency-key": purpose },
        body: JSON.stringify({ purpose, evidence: { how: "form", wording: "Yes." } }),
      }),
    );
  await house.turnTo(asked);
  const appointment = (records.streams("appointment")[0] ?? "").replace("appointment/", "");
  const text = house.texts(phone).find((one) => one.includes("How was it?")) ?? "";
  const opened = async (): Promise<number> => {
    const [stream = ""] = records.streams("appointment");
    const types = await records.eventTypes(stream as StreamName);
    return types.filter((type) => type === "appointment.review_opened").length;
  };
  return { ...records, opened, appointment, link: /http\S+/.exec(text)?.[0] ?? "none" };
};

const follow = async (link: string, init: RequestInit = {}): Promise<Response> => {
  const answer = await house.handle(new Request(link, init));
  await house.drive.drain();
  return answer;
};

const api = async (path: string): Promise<Record<string, unknown>> => {
  const headers = { authorization: "Bearer a-token" };
  const answer = await house.handle(new Request(`http://127.0.0.1${path}`, { headers }));
  return (await answer.json()) as Record<string, unknown>;
};

const textsAfter = async (texts: () => Promise<readonly string[]>) =>
  (await texts()).filter((text) => /^(?:review|rebooking)-/.test(text));

describe("the link of a text that asks for a review", () => {
  it("leads on also where nothing can be written, which is no affair of whoever follows it", async () => {
    const { link, opened } = await open();
    const append = vi.spyOn(house.composed.deps.store, "append").mockRejectedValue(new Error("no"));
    const answer = await follow(link);
    append.mockRestore();
    expect([answer.status, answer.headers.get("location")]).toEqual([302, page]);
    expect(await opened()).toBe(0);
  });

  it("leads on also while keys are away: whose it is, and where it leads, is nothing personal", async () => {
    const { link } = await open();
    const read = vi.spyOn(house.composed.deps.store, "read").mockRejectedValue(new Error("no"));
    const answer = await follow(link);
    read.mockRestore();
    expect([answer.status, answer.headers.get("location")]).toEqual([302, page]);
  });

  it("leads on to the page of the business, and the timeline says that it was opened", async () => {
    const { link, appointment } = await open();
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1\/r\/riverside\/[0-9a-z]{25}$/);

    const answer = await follow(link);
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toBe(page);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.getSetCookie()).toEqual([]);

    const { happened } = await api(`/v1/appointments/${appointment}`);
    expect(happened).toContainEqual(
      expect.objectContaining({
        title: "The review link was opened",
        why: expect.stringContaining("followed the link"),
      }),
    );
  });

  it("ends the wait: nobody is asked again, thanks go when there is room, and the offer a day later", async () => {
    const { link, texts } = await open();
    await house.turnTo("2026-03-12T23:40:00Z");
    await follow(link);
    await house.turnTo("2026-03-20T00:00:00Z");

    expect(await textsAfter(texts)).toEqual([
      "review-request: sent",
      "review-opened-thanks: sent",
      "rebooking-offer: sent",
    ]);
    const sent = (words: string): string =>
      (house.texts(phone).find((text) => text.includes(words)) ?? "never").slice(0, 19);
    expect(sent("taking a moment")).toBe("2026-03-13T13:00:00"); // After the night, at nine there.
    expect(sent("come again")).toBe("2026-03-13T23:40:00");
  });

  it("counts once, however often and however many at once follow it", async () => {
    const { link, opened } = await open();
    const answers = await Promise.all([1, 2, 3].map(() => house.handle(new Request(link))));
    expect(answers.map(({ status }) => status)).toEqual([302, 302, 302]);
    expect((await follow(link)).headers.get("location")).toBe(page);
    expect(await opened()).toBe(1);
  });

  it("is counted with what came of it, for a span and on the page of a day", async () => {
    const { link } = await open();
    const before = await api("/v1/reviews/summary?from=2026-03-12T00:00:00Z");
    expect(before).toMatchObject({ asked: 1, opened: 0, answered: 0 });
    await follow(link);
    await house.customerTexts(phone, "It was great");

    const after = await api("/v1/reviews/summary");
    expect(after).toEqual({
      from: "2026-02-10T23:30:00.000Z",
      to: "2026-03-12T23:30:00.000Z",
      asked: 1,
      opened: 1,
      answered: 1,
    });
    const elsewhere = await api("/v1/reviews/summary?to=2026-03-12T00:00:00Z");
    expect(elsewhere).toMatchObject({ asked: 0, opened: 0, answered: 0 });
    expect(await api("/v1/reviews/summary?from=2020-01-01T00:00:00Z")).toMatchObject({
      error: { code: "payload_invalid" },
    });

    const day = await house.handle(new Request("http://127.0.0.1/messages?day=2026-03-12"));
    expect(await day.text()).toContain("1 asked for · 1 opened the link · 1 answered by text");
  });

  it.each([
    ["a question whether it is there", { method: "HEAD" }],
    ["a browser that fetches ahead", { headers: { "sec-purpose": "prefetch;prerender" } }],
  ])("leads %s on, too, and counts it for nothing", async (_, init: RequestInit) => {
    const { link, opened } = await open();
    const answer = await follow(link, init);
    expect([answer.status, answer.headers.get("location")]).toEqual([302, page]);
    expect(await opened()).toBe(0);
  });

  it("leads nobody anywhere who names no visit, or a visit of nobody", async () => {
    const { link, appointment } = await open();
    const token = link.slice(-25);
    for (const path of [
      `/r/riverside/${"0".repeat(25)}`,
      `/r/riverside/${"z".repeat(25)}`,
      `/r/riverside/${appointment}`,
      `/r/elsewhere/${token}`,
      `/r/riverside/${token}0`,
      `/r/Riverside/${token}`,
      "/r/riverside/https%3A%2F%2Fexample.com",
    ]) {
      const answer = await follow(`http://127.0.0.1${path}?to=https://example.com`);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(await answer.json()).toMatchObject({ error: { code: "not_found" } });
    }
    expect((await follow(link, { method: "POST" })).status).toBe(405);
  });

  it("leads nowhere where the business has taken its page away", async () => {
    const { link, opened } = await open();
    const { tenants, deps } = house.composed;
    const { reviewLink: _, ...rest } = await deps.tenants.settings(deps.localTenant);
    await tenants.put(deps.localTenant, rest);
    expect((await follow(link)).status).toBe(404);
    expect(await opened()).toBe(0);
  });

  it("stands in a text only where a phone could follow it; else the page of the business does", async () => {
    house = await testHouse("2026-03-02T15:00:00Z", { publicUrl: () => "https://aro.example.com" });
    const write = (publicUrl: string) =>
      house.composed.deps.pack.compose("review-request", {
        settings: riverside,
        start: visit.start,
        zone: riverside.zone,
        links: { reschedule: null, cancel: null },
        reviewPage: `${publicUrl}/r/riverside/${"a".repeat(32)}`,
      });
    const bodyWith = (publicUrl: string): string => {
      const written = write(publicUrl);
      return written.ok ? written.value.body : written.refusal;
    };
    expect(bodyWith("https://aro.example.com")).toContain("https://aro.example.com/r/riverside/aa");
    expect(bodyWith("http://192.168.0.1:3000")).toContain(page);
    expect(bodyWith("")).toContain(page);
    expect(bodyWith(`https://${"aro.".repeat(60)}example.com`)).toContain(page); // No room for it.
  });
});
