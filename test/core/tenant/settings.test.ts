import { describe, expect, it } from "vitest";
import { settingsFrom } from "#core/tenant/settings-input";

const clinic = {
  name: "Lakeside Dental",
  zone: "America/Chicago",
  country: "US",
  locale: "en-US",
  phone: "(312) 555-0142",
  quietHours: { from: "20:00", until: "09:00" },
};

describe("what a business says about itself", () => {
  it("is kept in our own spelling, and only what it says", () =>
    expect(settingsFrom({ ...clinic, deposits: { everybody: true } })).toEqual({
      ok: true,
      value: { ...clinic, phone: "+13125550142", deposits: { everybody: true } },
    }));

  it.each([
    [{ zone: "Mars/Olympus" }, "zone"],
    [{ phone: "call us" }, "phone"],
    [{ country: "usa" }, "country"],
    [{ name: "" }, "name"],
    [{ quietHours: { from: "8 pm", until: "09:00" } }, "quietHours.from"],
    [{ reviewLink: "http://example.com/r" }, "reviewLink"],
    [{ bookingLink: "https://example.com/STOP" }, "bookingLink"],
    [
      { consentQuestions: [{ question: "May we?", purposes: ["everything"] }] },
      "consentQuestions.0.purposes.0",
    ],
    [{ deposits: { fromRisk: 101 } }, "deposits.fromRisk"],
    [{ channels: { whatsapp: "sometimes" } }, "channels.whatsapp"],
    [{ openingHours: [{ days: [8], from: "08:00", until: "17:00" }] }, "openingHours.0.days.0"],
    [{ pace: { segmentsPerSecond: 0, burst: 1 } }, "pace.segmentsPerSecond"],
  ])("is refused with its place: %j", (wrong, path) =>
    expect(settingsFrom({ ...clinic, ...wrong })).toMatchObject({
      ok: false,
      refusal: { code: "payload_invalid", details: { path } },
    }),
  );

  it.each([
    [{ deposits: { everbody: true } }, "deposits", 'has no field "everbody"'],
    [{ nam: "x" }, "", 'has no field "nam"'],
    [{ name: undefined }, "name", "is missing"],
    [{ name: " " }, "name", "must not be empty"],
    [{ deposits: { everybody: "yes" } }, "deposits.everybody", "must be true or false"],
    [{ deposits: { fromRisk: 101 } }, "deposits.fromRisk", "must be at most 100"],
    [{ channels: { whatsapp: "no" } }, "channels.whatsapp", "must be one of always, answers"],
    [{ country: "usa" }, "country", "must be two letters such as US"],
  ])("is refused in words that follow the place: %j", (wrong, path, why) =>
    expect(settingsFrom({ ...clinic, ...wrong })).toMatchObject({
      refusal: { details: { path, why } },
    }),
  );

  it("is refused where a name is misspelled, or it is no object at all", () => {
    expect(settingsFrom({ ...clinic, quiteHours: clinic.quietHours }).ok).toBe(false);
    expect(settingsFrom(["Lakeside"]).ok).toBe(false);
    expect(settingsFrom(null).ok).toBe(false);
  });
});
