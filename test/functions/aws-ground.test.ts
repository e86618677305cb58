import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { describe, expect, it } from "vitest";
import { readSecrets } from "#adapters/aws/secrets";
import { as, type TenantId } from "#core/kernel/ids";
import { at } from "#core/kernel/time";
import { callersOf } from "#functions/aws-callers";
import { houseIn } from "#functions/aws-deps";
import { pacesIn } from "#functions/aws-paces";
import { groundFrom, settingsIn } from "#functions/env-ground";

describe("what a function is told of its ground", () => {
  it("is missed when it is needed, by its name", () => {
    const ground = groundFrom({ ARO_STAGE: "dev", ARO_TABLE_VIEWS: "" });
    expect(ground.needed("ARO_STAGE")).toBe("dev");
    expect(() => ground.needed("ARO_TABLE_VIEWS")).toThrow(
      "Cannot use ARO_TABLE_VIEWS: it is missing",
    );
  });

  it("is used as it should be, or not at all", () => {
    const shape = {
      TWILIO_FROM: z.string({ error: "is missing" }),
      ARO_PACK: z.string().default("x"),
    };
    expect(settingsIn({ TWILIO_FROM: "+1", ARO_PACK: "" }, shape)).toEqual({
      TWILIO_FROM: "+1",
      ARO_PACK: "x",
    });
    expect(() => settingsIn({}, shape)).toThrow("Cannot use TWILIO_FROM: it is missing");
  });

  it("is looked at when the function is called, not when it is loaded", () => {
    expect(() =>
      houseIn(() => {
        throw new Error("too early");
      }),
    ).not.toThrow();
  });
});

describe("the line before a provider", () => {
  const real = { isPlayed: false };

  it("is as fast as the payment service lets an account ask, and half of it is left to others", () => {
    const paceWith = (STRIPE_SECRET_KEY: string) =>
      pacesIn(real, { STRIPE_SECRET_KEY }).paymentsPace;
    expect(paceWith("sk_live_1")).toEqual({ segmentsPerSecond: 50, burst: 10 });
    expect(paceWith("rk_live_1")).toEqual({ segmentsPerSecond: 50, burst: 10 });
    expect(paceWith("sk_test_1")).toEqual({ segmentsPerSecond: 12, burst: 5 });
  });

  it("is as fast as a carrier lets a sender, and is none where the world is played", () => {
    expect(pacesIn(real, { TWILIO_FROM: "MG1" }).senderPace).toMatchObject({
      segmentsPerSecond: 3.75,
    });
    expect(pacesIn(real, {}).senderPace).toMatchObject({ segmentsPerSecond: 1 });
    expect(pacesIn({ isPlayed: true }, {})).toMatchObject({ senderPace: null, paymentsPace: null });
  });
});

describe("secrets", () => {
  const given = {
    region: "eu-west-1",
    credentials: { accessKeyId: "AKID", secretAccessKey: "s", sessionToken: "token" },
    now: at("2026-03-02T15:00:00Z"),
  };
  const answering = (answers: Readonly<Record<string, Response>>) => {
    const asked: Request[] = [];
    const fetch = async (request: Request): Promise<Response> => {
      asked.push(request.clone());
      const { SecretId } = (await request.json()) as { SecretId: string };
      return answers[SecretId] ?? new Response(null, { status: 400 });
    };
    return { fetch, asked };
  };
  const fault = (type: string) =>
    Response.json({ __type: type, Message: "tell nobody" }, { status: 400 });
  const secret = (content: object) => Response.json({ SecretString: JSON.stringify(content) });

  it("are read one by one, signed, and put together", async () => {
    const { fetch, asked } = answering({ a: secret({ A: "1" }), b: secret({ B: "2" }) });
    expect(await readSecrets({ ...given, fetch, names: ["a", "b"] })).toEqual({ A: "1", B: "2" });
    const [first] = asked;
    expect(first?.url).toBe("https://secretsmanager.eu-west-1.amazonaws.com/");
    expect(first?.headers.get("x-amz-target")).toBe("secretsmanager.GetSecretValue");
    expect(first?.headers.get("x-amz-security-token")).toBe("token");
    expect(first?.headers.get("authorization")).toContain("20260302/eu-west-1/secretsmanager/");
  });

  it.each([
    ["missing", new Response(null, { status: 400 })],
    ["denied", new Response(null, { status: 403 })],
    ["unavailable", new Response(null, { status: 503 })],
    ["missing", fault("ResourceNotFoundException")],
    ["denied", fault("AccessDeniedException")],
    ["throttled", fault("com.amazon.coral#ThrottlingException")],
    ["unusable", fault("DecryptionFailure")],
    ["refused", fault("InvalidRequestException")],
    ["unusable", Response.json({ SecretString: "not JSON: tell nobody" })],
    ["unusable", Response.json({ SecretString: '{"A":1}' })],
  ])("that cannot be used are named, and nothing of them is told: %s", async (why, answer) => {
    const { fetch } = answering({ a: answer });
    await expect(readSecrets({ ...given, fetch, names: ["a"] })).rejects.toThrow(
      `Cannot use secrets: ${why} (a).`,
    );
  });
});

it("secrets that cannot be read leave no other under way", async () => {
  const answered: string[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    const { SecretId } = (await request.json()) as { SecretId: string };
    if (SecretId === "slow") await pause(20);
    answered.push(SecretId);
    return new Response(null, { status: 403 });
  };
  const wish = { region: "eu-west-1", now: at("2026-03-02T15:00:00Z"), names: ["quick", "slow"] };
  const credentials = { accessKeyId: "AKID", secretAccessKey: "s", sessionToken: "token" };
  await expect(readSecrets({ ...wish, fetch, credentials })).rejects.toThrow("denied (quick)");
  expect(answered).toEqual(["quick", "slow"]);
});

describe("who may ask", () => {
  const business = as<TenantId>("riverside");
  const asking = (...answers: readonly (readonly TenantId[])[]) => {
    let asked = 0;
    const tenants = async () => answers[asked++] ?? [];
    return { ...callersOf({ ARO_API_TOKEN: "right" }, tenants), asked: () => asked };
  };

  it("is who knows the token, for the business of the stage", async () => {
    const { tenantOfToken, asked } = asking([business]);
    expect(await tenantOfToken("right")).toBe(business);
    expect(await tenantOfToken("wrong")).toBeNull();
    expect(await tenantOfToken("right")).toBe(business);
    expect(asked()).toBe(1);
  });

  it("is nobody while there is no business, and it is looked for until there is one", async () => {
    const { tenantOfToken, asked } = asking([], [], [business]);
    expect(await tenantOfToken("right")).toBeNull();
    expect(await tenantOfToken("right")).toBeNull();
    expect(await tenantOfToken("right")).toBe(business);
    expect(asked()).toBe(3);
  });

  it("is nobody where there is no token, and whose it would be is not looked for", async () => {
    const never = () => Promise.reject(new Error("asked"));
    expect(await callersOf({}, never).tenantOfToken("")).toBeNull();
    const { tenantOfToken } = callersOf({ ARO_API_TOKEN: "right" }, never);
    expect(await tenantOfToken("wrong")).toBeNull();
  });
});
