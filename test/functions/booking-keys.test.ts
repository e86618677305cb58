import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { configurationFrom } from "#functions/env";
import { tenant } from "#local/seed";
import { seedBooking } from "#local/seed-booking";
import { localPortsIn, type LocalPorts } from "#test/support/local-ports";
import { type TemporaryDirectory, temporaryDirectory } from "#test/support/temporary-directory";

let directory: TemporaryDirectory;
let ports: LocalPorts;
beforeEach(() => {
  directory = temporaryDirectory();
  ports = localPortsIn(directory.path);
});
afterEach(() => {
  ports.db.close();
  directory.remove();
});

/** A start in live mode with these variables beside those that it always needs. */
const started = (more: Readonly<Record<string, string>>) => {
  const read = configurationFrom({
    ARO_MODE: "live",
    ARO_PUBLIC_URL: "https://aro.example.com",
    CALENDLY_SIGNING_KEY: "signing-key",
    TWILIO_ACCOUNT_SID: "AC0",
    TWILIO_AUTH_TOKEN: "auth-token",
    TWILIO_FROM: "+14045550100",
    ...more,
  });
  if (!read.ok) throw new Error(`Cannot start: ${read.refusal.details.variable}`);
  return seedBooking(ports.endpoints, tenant, read.value);
};

const sandbox = () => {
  const read = configurationFrom({});
  if (!read.ok) throw new Error("Cannot start");
  return seedBooking(ports.endpoints, tenant, read.value);
};

describe("the doors of the booking systems", () => {
  it("are all there in a sandbox, and the same at every start", async () => {
    const first = await sandbox();
    expect(Object.values(first).every((endpoint) => endpoint !== null)).toBe(true);
    expect(new Set(Object.values(first).map((endpoint) => endpoint?.secrets[0])).size).toBe(4);
    expect(await sandbox()).toEqual(first);
  });

  it("stay closed in live mode without their keys", async () => {
    const keys = { SQUARE_SIGNATURE_KEY: "s", SQUARE_ACCESS_TOKEN: "t", CALENDLY_SIGNING_KEY: "" };
    expect(await started(keys)).toMatchObject({ calendly: null, calcom: null, acuity: null });
    const doors = await ports.endpoints.ofTenant(tenant);
    expect(doors.map(({ provider }) => provider)).toEqual(["square"]);
  });

  it("open with them, and keep them sealed", async () => {
    const opened = await started({
      CALCOM_WEBHOOK_SECRET: "calcom-canary",
      CALCOM_API_KEY: "calcom-key-canary",
      ACUITY_USER_ID: "17",
      ACUITY_API_KEY: "acuity-canary",
      SQUARE_SIGNATURE_KEY: "square-canary",
      SQUARE_ACCESS_TOKEN: "square-token-canary",
    });
    expect(opened).toMatchObject({
      calcom: { secrets: ["calcom-canary"], access: { apiKey: "calcom-key-canary" } },
      acuity: { secrets: ["acuity-canary"], access: { userId: "17" } },
      square: { secrets: ["square-canary"], access: { accessToken: "square-token-canary" } },
    });
    const rows = ports.db.all<object>("SELECT * FROM endpoints");
    expect([rows.length, JSON.stringify(rows).includes("canary")]).toEqual([4, false]);
  });

  it("keep the secret before beside a new one, under the same address", async () => {
    const keys = { SQUARE_ACCESS_TOKEN: "token" };
    const before = await started({ ...keys, SQUARE_SIGNATURE_KEY: "old" });
    const after = await started({
      SQUARE_ACCESS_TOKEN: "newer token",
      SQUARE_SIGNATURE_KEY: "new",
    });
    expect(after.square).toEqual({
      ...before.square,
      secrets: ["new", "old"],
      access: { accessToken: "newer token" },
    });
  });
});
