import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestHouse, testHouse } from "#test/support/house";

let house: TestHouse;
beforeEach(async () => {
  house = await testHouse("2026-03-02T15:00:00Z");
});
afterEach(() => house.close());

const page = async (): Promise<string> => {
  const response = await house.handle(new Request("http://127.0.0.1/settings"));
  return `${response.status} ${await response.text()}`;
};
const post = (body: object | string): Promise<Response> => {
  const isJson = typeof body === "object";
  const type = isJson ? "application/json" : "application/x-www-form-urlencoded";
  return house.handle(
    new Request("http://127.0.0.1/settings", {
      method: "POST",
      headers: { "content-type": type },
      body: isJson ? JSON.stringify(body) : body,
    }),
  );
};
const kept = () => {
  const { deps } = house.composed;
  return deps.tenants.settings(deps.localTenant);
};
const keep = async (change: object) => {
  const { deps } = house.composed;
  await deps.saveSettings(deps.localTenant, { ...(await kept()), ...change });
};
/** The form as it stands on the page, with what somebody has typed over. */
const filled = async (change: object = {}): Promise<object> => {
  const text = await page();
  const inputs = text.matchAll(
    /<input (?:type="hidden" )?name="([a-zA-Z]+)"[^>]* value="([^"]*)"/g,
  );
  return { ...Object.fromEntries([...inputs].map(([, name, value]) => [name, value])), ...change };
};

describe("the page of the settings", () => {
  it("shows who the business is, when it is quiet, and which pack it goes by", async () => {
    const shown = await page();
    const { name, zone, bookingLink } = await kept();

    expect(shown).toMatch(/^200 .*<h1>Settings<\/h1>/s);
    for (const known of [name, zone, bookingLink ?? "", "20:00–09:00"])
      expect(shown).toContain(known);
    expect(shown).toMatch(/Clinics and practices.*healthcare 1\.\d+\.\d+/s);
    expect(shown).toContain('<a href="/settings">Settings</a>');
    expect(shown).not.toContain("nothing is sent<");
  });

  it("says what is not decided, and that the business is on hold", async () => {
    const { reviewLink: _, bookingLink: __, ...bare } = await kept();
    const { deps } = house.composed;
    await deps.saveSettings(deps.localTenant, { ...bare, onHold: true });
    const shown = await page();

    expect(shown).toContain("On hold: nothing is sent<");
    expect(shown).toMatch(/Opening hours.*not said.*Page for reviews.*none: no such text is sent/s);
    expect(shown).toMatch(/name="onHold"[^>]* checked/);
  });

  it("shows what only the file changes, in words", async () => {
    await keep({
      openingHours: [{ days: [1, 5], from: "08:00", until: "17:00" }],
      deposits: { fromRisk: 60, services: ["Crown"] },
      channels: { email: true, whatsapp: "answers" },
      consentQuestions: [{ question: "May we <b>text</b> you?", purposes: ["review"] }],
      modelBudget: { tokensPerMonth: 500, minorPerMonth: null },
      pace: { segmentsPerSecond: 3, burst: 9 },
    });
    const shown = await page();

    expect(shown).toMatch(/Mon, Fri 08:00–17:00/);
    expect(shown).toContain("at a risk of 60 or more; for Crown");
    expect(shown).toContain("texts; e-mail to whom no text reaches; WhatsApp in answer");
    expect(shown).toContain("May we &lt;b&gt;text&lt;/b&gt; you?");
    expect(shown).toContain("500 tokens a month");
    expect(shown).toContain("3 segments a second, 9 at once");
  });

  it("changes what stands in the form, and leaves the rest", async () => {
    await keep({ modelBudget: { tokensPerMonth: 500, minorPerMonth: null } });
    const form = await filled({ name: "Lakeside Dental", reviewLink: "", phone: "(404) 555-0111" });
    expect((await post(form)).status).toBe(200);

    const { reviewLink, ...now } = await kept();
    expect(reviewLink).toBeUndefined();
    expect(now).toMatchObject({
      name: "Lakeside Dental",
      phone: "+14045550111",
      modelBudget: { tokensPerMonth: 500 },
    });
    expect(await (await post(form)).json()).toEqual({ outcome: "repeated" });
  });

  it("takes the brake and lets go of it", async () => {
    expect((await post(await filled({ onHold: "yes" }))).status).toBe(200);
    expect(await kept()).toMatchObject({ onHold: true });
    expect((await post(await filled())).status).toBe(200);
    expect(await kept()).not.toHaveProperty("onHold");
  });

  it.each([
    ["zone", "Mars/Olympus"],
    ["phone", "call me"],
    ["from", "8 in the evening"],
    ["bookingLink", "ftp://example.com"],
  ])("names what cannot be used, and changes nothing: %s", async (field, wrong) => {
    const before = await kept();
    const refused = await post(await filled({ [field]: wrong }));

    expect(await refused.json()).toMatchObject({
      error: {
        code: "payload_invalid",
        details: { path: field === "from" ? "quietHours.from" : field },
      },
    });
    expect(await kept()).toEqual(before);
  });

  it("does not undo what somebody else has changed meanwhile", async () => {
    const form = await filled({ name: "Mine" });
    await keep({ name: "Theirs" });

    const refused = await post(form);
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      error: { code: "settings_changed", message: expect.stringContaining("anew") },
    });
    expect(await kept()).toMatchObject({ name: "Theirs" });
  });

  it("keeps one of two forms that come at the same moment, and tells the other", async () => {
    const [one, two] = [await filled({ name: "One" }), await filled({ zone: "America/Chicago" })];
    const answers = await Promise.all([post(one), post(two), post(one)]);

    expect(answers.map(({ status }) => status)).toEqual([200, 409, 200]);
    expect(await answers[2]?.json()).toEqual({ outcome: "repeated" });
    expect(await kept()).toMatchObject({ name: "One", zone: "America/New_York" });
  });

  it("takes nothing from a form of a stranger's page", async () => {
    expect((await post("name=Evil")).status).toBe(400);
  });

  it("has a label for each field", async () => {
    const shown = await page();
    const fields = shown.match(/<(?:input(?! type="hidden")|select|textarea)[^>]*>/g) ?? [];

    expect(fields.length).toBeGreaterThan(8);
    expect(shown.match(/<label[ >]/g)).toHaveLength(fields.length);
  });
});
