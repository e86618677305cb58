import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at } from "#core/kernel/time";
import { riverside, tenant } from "#local/seed";
import { answerOf } from "#test/support/doors";
import { booking, inviteeCreated, type TestHouse, testHouse } from "#test/support/house";
import { type Records, recordsOf } from "#test/support/records";

const now = "2026-03-02T15:00:00Z";

let house: TestHouse;
let records: Records;
beforeEach(async () => {
  house = await testHouse(now);
  records = recordsOf(house.composed);
});
afterEach(() => house.close());

const hook = () => `http://127.0.0.1/v1/webhooks/ses/${house.composed.seeded.ses.id}`;
const post = async (body: string, url = hook()) =>
  answerOf(await house.handle(new Request(url, { method: "POST", body })));

/** The first e-mail is sent and told of, while the certificate cannot be had: the service keeps what it tells. */
const toldInVain = async (): Promise<void> => {
  await house.composed.tenants.put(tenant, { ...riverside, channels: { email: true } });
  const { mail } = house.composed.deps;
  const { certificateAt } = mail;
  Object.assign(mail, { certificateAt: async () => null });
  await house.post(
    inviteeCreated(booking({ start: at("2026-03-12T15:00:00Z"), createdAt: at(now), phone: null })),
  );
  await house.turnTo("2026-03-02T15:00:01Z");
  Object.assign(mail, { certificateAt });
};

describe("the mail service's door", () => {
  it("says 503 while the certificate cannot be had, and takes what comes again", async () => {
    await toldInVain();
    const types = async () => {
      const [stream] = records.streams("appointment");
      return records.eventTypes(stream ?? ("" as never));
    };
    expect(await types()).not.toContain("execution.delivery");
    await house.turnTo("2026-03-02T15:05:00Z");
    // What came again was older than what had come meanwhile, and moved nothing back.
    expect((await types()).filter((type) => type === "execution.delivery")).toHaveLength(1);
    expect(house.log.some((line) => line.includes("provider_unavailable"))).toBe(true);
  });

  it.each([
    ["no JSON", "<html>", 400, "malformed_json"],
    ["no notification", "{}", 400, "payload_invalid"],
  ])("refuses %s by name", async (_name, body, status, code) => {
    expect(await post(body)).toMatchObject({ status, error: { code } });
  });

  it("believes nothing unsigned, and tells nobody which endpoints there are", async () => {
    const forged = JSON.stringify({
      Type: "Notification",
      MessageId: "1",
      TopicArn: house.composed.seeded.ses.secrets[0],
      Message: "{}",
      Timestamp: now,
      SignatureVersion: "2",
      Signature: "aGVsbG8=",
      SigningCertURL: "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
    });
    const before = records.commits();
    expect(await post(forged)).toMatchObject({ status: 503 }); // No such certificate.
    Object.assign(house.composed.deps.mail, { certificateAt: async () => "no certificate" });
    const refused = { status: 401, error: { code: "signature_invalid" } };
    expect(await post(forged)).toMatchObject(refused);
    expect(await post(forged, "http://127.0.0.1/v1/webhooks/ses/nobody")).toMatchObject(refused);
    const { twilio } = house.composed.seeded;
    expect(await post(forged, `http://127.0.0.1/v1/webhooks/ses/${twilio.id}`)).toMatchObject(
      refused,
    );
    expect(records.commits()).toBe(before);
  });
});
