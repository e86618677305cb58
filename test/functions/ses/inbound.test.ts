import { describe, expect, it } from "vitest";
import { mailReport } from "#adapters/ses/inbound";
import { executionTag } from "#adapters/ses/tag";
import { as } from "#core/kernel/ids";

const execution = as<never>(`appointment.${"a".repeat(32)}.${"b".repeat(16)}`);
const mail = {
  timestamp: "2026-03-02T15:00:00.000Z",
  source: "Riverside Clinic <hello@example.com>",
  messageId: "EXAMPLE7c191be45",
  destination: ["ito@example.com"],
  tags: {
    "ses:configuration-set": ["aro"],
    execution: [executionTag.write(execution)],
  },
};
const bounce = (bounceType: string, status: string) => ({
  eventType: "Bounce",
  bounce: {
    bounceType,
    bounceSubType: "General",
    bouncedRecipients: [{ emailAddress: "ito@example.com", action: "failed", status }],
  },
});
const complaint = (more: object) => ({
  eventType: "Complaint",
  complaint: { complainedRecipients: [{ emailAddress: "ito@example.com" }], ...more },
});
const read = (event: object) => mailReport(JSON.stringify({ mail, ...event }));

describe("what SES tells of an e-mail", () => {
  it.each([
    [{ eventType: "Send", send: {} }, "sent", null, null],
    [{ eventType: "Delivery" }, "delivered", null, null],
    [bounce("Permanent", "5.1.1"), "undelivered", "5.1.1", "address_unreachable"],
    [bounce("Transient", "4.2.2"), "undelivered", "4.2.2", "mailbox_unavailable"],
    [bounce("Undetermined", "5.0.0"), "undelivered", "5.0.0", "mailbox_unavailable"],
    [{ eventType: "Bounce" }, "undelivered", null, "mailbox_unavailable"],
    [{ eventType: "Complaint" }, "delivered", null, "opted_out"],
    [complaint({ complaintFeedbackType: "abuse" }), "delivered", null, "opted_out"],
    [complaint({ complaintFeedbackType: null }), "delivered", null, "opted_out"],
    // Not tried: whoever reads there has complained before.
    [complaint({ complaintSubType: "OnAccountSuppressionList" }), "undelivered", null, "opted_out"],
    [{ eventType: "Reject" }, "failed", null, "text_refused"],
  ])("%#: %j", (event, status, errorCode, why) => {
    expect(read(event)).toEqual({
      ok: true,
      value: {
        kind: "delivery",
        executionId: execution,
        sid: "EXAMPLE7c191be45",
        status,
        errorCode,
        why,
      },
    });
  });

  it.each(["DeliveryDelay", "Open", "Click", "Subscription", "Something new"])(
    "is passed over by name where it says nothing of the way: %s",
    (eventType) => {
      const value = { kind: "ignored", why: "status_not_tracked" };
      expect(read({ eventType })).toEqual({ ok: true, value });
    },
  );

  it("is passed over where it greets a topic that it will tell of e-mails from now on", () => {
    const greeting = "Successfully validated SNS topic for Amazon SES event publishing.";
    const value = { kind: "ignored", why: "topic_validated" };
    expect(mailReport(greeting)).toEqual({ ok: true, value });
  });

  it.each(["not-spam", "Not-Spam", "auth-failure"])(
    "is passed over where nobody complains of it: %s",
    (complaintFeedbackType) => {
      const value = { kind: "ignored", why: "status_not_tracked" };
      expect(read(complaint({ complaintFeedbackType }))).toEqual({ ok: true, value });
    },
  );

  it("is not ours without our tag, or with somebody else's", () => {
    const value = { kind: "ignored", why: "not_ours" };
    for (const tags of [undefined, {}, { execution: [] }, { execution: ["summer campaign"] }])
      expect(read({ eventType: "Send", mail: { ...mail, tags } })).toEqual({ ok: true, value });
  });

  it.each([
    ["no JSON", ""],
    ["{}", "eventType"],
    ['{"eventType":"Send"}', "mail"],
    ['{"eventType":"Send","mail":{}}', "mail.messageId"],
  ])("is refused by its first missing field: %s", (message, field) => {
    expect(mailReport(message)).toEqual({
      ok: false,
      refusal: { code: "payload_invalid", details: { field } },
    });
  });
});

describe("the tag of an e-mail", () => {
  it("holds an execution's id in the letters that SES allows, and gives it back", () => {
    const value = executionTag.write(execution);
    expect(value).toMatch(/^[\w-]{1,256}$/);
    expect(executionTag.read(value)).toBe(execution);
  });
});
