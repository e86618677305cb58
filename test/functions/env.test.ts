import { describe, expect, it } from "vitest";
import { configurationFrom } from "#functions/env";

const live = {
  ARO_MODE: "live",
  ARO_PUBLIC_URL: "https://aro.example.com",
  CALENDLY_SIGNING_KEY: "signing-key",
  TWILIO_ACCOUNT_SID: "AC0",
  TWILIO_AUTH_TOKEN: "auth-token",
  TWILIO_FROM: "+14045550100",
};

describe("the configuration", () => {
  it("needs nothing to be set in a sandbox", () => {
    expect(configurationFrom({ HOME: "/home/somebody" })).toEqual({
      ok: true,
      value: {
        ARO_MODE: "sandbox",
        ARO_DATA: ".aro",
        HOST: "127.0.0.1",
        PORT: 3000,
        ARO_PACK: "healthcare",
        ARO_LOG_LEVEL: "info",
        ARO_PROXIES: 0,
        ARO_REFUSALS_PER_MINUTE: 60,
      },
    });
  });

  it("takes an empty variable for one that is not set", () => {
    const read = configurationFrom({ PORT: "", ARO_MODE: "", ARO_DATA: "" });
    expect(read).toMatchObject({ ok: true, value: { PORT: 3000, ARO_DATA: ".aro" } });
  });

  it("takes a variable of blanks for one that is not set: it would be a folder of that name", () => {
    const read = configurationFrom({ PORT: " ", ARO_MODE: "\t", ARO_DATA: "   " });
    expect(read).toMatchObject({ ok: true, value: { PORT: 3000, ARO_DATA: ".aro" } });
  });

  it.each(["0", "1", "3000", "65535"])("takes the port %s", (PORT) => {
    expect(configurationFrom({ PORT })).toMatchObject({ ok: true, value: { PORT: Number(PORT) } });
  });

  it("takes everything that live mode needs", () => {
    expect(configurationFrom(live)).toMatchObject({ ok: true, value: live });
  });

  it.each([
    ["PORT", "abc", "must be a whole number from 0 to 65535"],
    ["PORT", "-1", "must be a whole number from 0 to 65535"],
    ["PORT", "3000.5", "must be a whole number from 0 to 65535"],
    ["PORT", "65536", "must be a whole number from 0 to 65535"],
    ["PORT", "0x50", "must be a whole number from 0 to 65535"],
    ["PORT", "1e3", "must be a whole number from 0 to 65535"],
    ["PORT", " 80", "must be a whole number from 0 to 65535"],
    ["ARO_MODE", "prod", "must be sandbox or live"],
    ["ARO_PROXIES", "6", "must be a whole number up to 5"],
    ["ARO_REFUSALS_PER_MINUTE", "-1", "must be a whole number up to 100000"],
    ["ARO_LOG_LEVEL", "loud", "must be one of debug, info, warn, error"],
  ])("refuses %s=%s in words of our own, and says what it is for", (variable, value, why) => {
    expect(configurationFrom({ [variable]: value })).toEqual({
      ok: false,
      refusal: {
        code: "configuration_invalid",
        details: { variable, why, purpose: expect.stringMatching(/\w.*\.$/) as unknown },
      },
    });
  });

  it.each(["0.0.0.0", "192.168.0.7", "aro.example.com"])(
    "refuses to listen on %s while nobody can sign in",
    (HOST) => {
      expect(configurationFrom({ HOST })).toMatchObject({
        ok: false,
        refusal: { details: { variable: "HOST" } },
      });
    },
  );

  const always = Object.keys(live).filter((name) => !/^ARO_MODE$|^CALENDLY_/.test(name));
  it.each(always)("refuses to go live without %s", (variable) => {
    for (const nothing of [undefined, ""])
      expect(configurationFrom({ ...live, [variable]: nothing })).toMatchObject({
        ok: false,
        refusal: { details: { variable, why: "is missing" } },
      });
  });

  it("refuses a public address that is not https: signatures would travel in the open", () => {
    const read = configurationFrom({ ...live, ARO_PUBLIC_URL: "http://aro.example.com" });
    expect(read).toMatchObject({ ok: false, refusal: { details: { variable: "ARO_PUBLIC_URL" } } });
  });
});

describe("the booking system", () => {
  const { CALENDLY_SIGNING_KEY: _, ...rest } = live;
  const systems = {
    Calendly: { CALENDLY_SIGNING_KEY: "a" },
    "Calendly, which is asked back": {
      CALENDLY_SIGNING_KEY: "a",
      CALENDLY_TOKEN: "b",
      CALENDLY_ORGANIZATION: "https://api.calendly.com/organizations/A",
    },
    "Cal.com": { CALCOM_WEBHOOK_SECRET: "a" },
    "Cal.com, which is asked back": { CALCOM_WEBHOOK_SECRET: "a", CALCOM_API_KEY: "b" },
    Acuity: { ACUITY_USER_ID: "17", ACUITY_API_KEY: "a" },
    Square: { SQUARE_SIGNATURE_KEY: "a", SQUARE_ACCESS_TOKEN: "b" },
  };

  it.each(Object.entries(systems))("may be %s alone", (_name, keys) => {
    expect(configurationFrom({ ...rest, ...keys })).toMatchObject({ ok: true, value: keys });
  });

  it("has to be one at least; the line names what each wants", () => {
    expect(configurationFrom(rest)).toMatchObject({
      ok: false,
      refusal: {
        details: {
          variable: "CALENDLY_SIGNING_KEY",
          why: "is missing, and no other booking system is set: CALCOM_WEBHOOK_SECRET, ACUITY_USER_ID with ACUITY_API_KEY, or SQUARE_SIGNATURE_KEY with SQUARE_ACCESS_TOKEN",
        },
      },
    });
  });

  it.each([
    [{ CALENDLY_TOKEN: "b" }, "CALENDLY_SIGNING_KEY", "CALENDLY_TOKEN"],
    [{ CALENDLY_SIGNING_KEY: "a", CALENDLY_TOKEN: "b" }, "CALENDLY_ORGANIZATION", "CALENDLY_TOKEN"],
    [{ CALCOM_API_KEY: "b" }, "CALCOM_WEBHOOK_SECRET", "CALCOM_API_KEY"],
    [{ ACUITY_API_KEY: "a" }, "ACUITY_USER_ID", "ACUITY_API_KEY"],
    [{ ACUITY_USER_ID: "17" }, "ACUITY_API_KEY", "ACUITY_USER_ID"],
    [{ ACUITY_CURRENCY: "USD" }, "ACUITY_USER_ID", "ACUITY_CURRENCY"],
    [{ SQUARE_SIGNATURE_KEY: "a" }, "SQUARE_ACCESS_TOKEN", "SQUARE_SIGNATURE_KEY"],
    [{ SQUARE_ACCESS_TOKEN: "a" }, "SQUARE_SIGNATURE_KEY", "SQUARE_ACCESS_TOKEN"],
  ])("is not set by half: %o", (half: Readonly<Record<string, string>>, variable, beside) => {
    for (const others of [{}, systems["Calendly, which is asked back"], systems.Square])
      if (!(variable in others))
        expect(configurationFrom({ ...rest, ...others, ...half })).toMatchObject({
          ok: false,
          refusal: { details: { variable, why: `is missing beside ${beside}` } },
        });
  });
});

describe("the language model", () => {
  it("needs an address and a name, or neither", () => {
    for (const [variable, other, value] of [
      ["ARO_MODEL", "ARO_MODEL_URL", "https://api.openai.com/v1"],
      ["ARO_MODEL_URL", "ARO_MODEL", "tiny"],
    ] as const)
      expect(read({ [other]: value })).toMatchObject({
        refusal: { details: { variable, why: `is needed with ${other}` } },
      });
  });

  const read = (more: Readonly<Record<string, string>>) =>
    configurationFrom({ ARO_DATA: "x", ...more });

  it.each(["https://api.openai.com/v1", "http://127.0.0.1:11434/v1", "bedrock://eu-west-1"])(
    "may be at %s",
    (ARO_MODEL_URL) => expect(read({ ARO_MODEL_URL, ARO_MODEL: "tiny" }).ok).toBe(true),
  );

  it.each([
    ["ARO_MODEL_URL", "ftp://example.com"],
    ["ARO_MODEL_URL", "https://api.openai.com/v1/"],
    ["ARO_MODEL_TOKENS", "-1"],
    ["ARO_MODEL_TOKENS", "many"],
  ])("is refused where %s is %s", (variable, value) => {
    expect(read({ [variable]: value })).toMatchObject({
      ok: false,
      refusal: { details: { variable } },
    });
  });

  it("takes a mail service whole, or none", () => {
    const ses = {
      SES_REGION: "us-east-1",
      SES_ACCESS_KEY_ID: "key",
      SES_SECRET_ACCESS_KEY: "other",
      SES_FROM: "Clinic <hello@example.com>",
      SES_CONFIGURATION_SET: "aro",
      SES_TOPIC: "arn:aws:sns:us-east-1:123456789012:mail",
    };
    expect(configurationFrom({ ...live, ...ses }).ok).toBe(true);
    for (const name of Object.keys(ses))
      expect(configurationFrom({ ...live, ...ses, [name]: "" })).toMatchObject({
        ok: false,
        refusal: { code: "configuration_invalid", details: { variable: name } },
      });
  });

  it.each([
    ["TWILIO_WHATSAPP_FROM", "whatsapp:+14155238886"],
    ["SES_REGION", "here"],
    ["SES_TOPIC", "mail"],
  ])("refuses a %s like %s", (name, value) => {
    expect(configurationFrom({ ...live, [name]: value })).toMatchObject({
      ok: false,
      refusal: { details: { variable: name } },
    });
  });
});
