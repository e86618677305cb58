import { createSign, generateKeyPairSync } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { confirmationUrl, verify } from "#adapters/ses/sns";
import type { Json } from "#core/kernel/canonical";

const topic = "arn:aws:sns:us-east-1:123456789012:mail";
const certificate =
  "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";

let keys: ReturnType<typeof keyPair>;
beforeAll(() => {
  keys = keyPair();
});
const keyPair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });

type Fields = Record<string, string>;

const notification: Fields = {
  Type: "Notification",
  MessageId: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
  TopicArn: topic,
  Subject: "Amazon SES Email Event Notification",
  Message: '{"eventType":"Delivery"}\n',
  Timestamp: "2026-03-02T15:00:00.000Z",
  SigningCertURL: certificate,
};

const subscription: Fields = {
  Type: "SubscriptionConfirmation",
  MessageId: "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
  Token: "2336412f37",
  TopicArn: topic,
  Message: "You have chosen to subscribe",
  SubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topic}&Token=2336412f37`,
  Timestamp: "2026-03-02T15:00:00.000Z",
  SigningCertURL: certificate,
};

const signedNames = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: [
    "Message",
    "MessageId",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
  ],
};

/** As SNS signs it. */
const signed = (fields: Fields, version: "1" | "2" = "2"): Fields => {
  const names = signedNames[fields["Type"] as keyof typeof signedNames];
  const text = names
    .filter((name) => fields[name] !== undefined)
    .map((name) => `${name}\n${fields[name]}\n`)
    .join("");
  const sign = createSign(version === "1" ? "RSA-SHA1" : "RSA-SHA256").update(text);
  return {
    ...fields,
    SignatureVersion: version,
    Signature: sign.sign(keys.privateKey, "base64"),
  };
};

const asked: string[] = [];
const verified = (fields: Json, pem: string | null = publicPem()) =>
  verify(fields, {
    topics: [topic],
    certificateAt: async (url) => {
      asked.push(url);
      return pem;
    },
  });
const publicPem = () => keys.publicKey.export({ type: "spki", format: "pem" }).toString();

describe("what Amazon SNS posts", () => {
  it.each(["1", "2"] as const)("is believed under a signature of version %s", async (version) => {
    expect(await verified(signed(notification, version))).toMatchObject({ ok: true });
    const { Subject: _, ...without } = notification;
    expect(await verified(signed(without, version))).toMatchObject({ ok: true });
    expect(await verified(signed(subscription, version))).toMatchObject({ ok: true });
  });

  it.each(["Message", "MessageId", "Subject", "Timestamp"])(
    "is not when its %s was changed on the way",
    async (name) => {
      const changed = { ...signed(notification), [name]: "another" };
      expect(await verified(changed)).toMatchObject({ refusal: differs });
    },
  );

  it("is not under somebody else's key, nor under what is no certificate", async () => {
    const other = keyPair().publicKey.export({ type: "spki", format: "pem" }).toString();
    expect(await verified(signed(notification), other)).toMatchObject({ refusal: differs });
    expect(await verified(signed(notification), "<html>")).toMatchObject({ refusal: differs });
  });

  it("is not where a signature of the one version is called the other", async () => {
    const renamed = { ...signed(notification, "2"), SignatureVersion: "1" };
    expect(await verified(renamed)).toMatchObject({ refusal: differs });
  });

  it("is not of another topic, for which anybody can have SNS sign", async () => {
    const foreign = { ...notification, TopicArn: "arn:aws:sns:us-east-1:999999999999:mail" };
    expect(await verified(signed(foreign))).toMatchObject({
      refusal: { code: "signature_invalid", details: { why: "topic_differs" } },
    });
  });

  it.each([
    "http://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
    "https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem",
    "https://evil.example/https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
    "https://sns.us-east-1.amazonaws.com@evil.example/SimpleNotificationService-1.pem",
    "https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-1.pem",
    "https://s3.us-east-1.amazonaws.com/SimpleNotificationService-1.pem",
    // A bucket of somebody's, called "sns".
    "https://sns.s3-us-west-2.amazonaws.com/SimpleNotificationService-1.pem",
    "https://sns.s3-accelerate.amazonaws.com/SimpleNotificationService-1.pem",
    // SNS, and not where our topic is.
    "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
    "https://sns.us-east-1.amazonaws.com.cn/SimpleNotificationService-1.pem",
    "https://sns.us-east-1.amazonaws.com/bucket/SimpleNotificationService-1.pem",
    "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem?x=1",
  ])("brings no certificate from %s, and nobody asks there", async (url) => {
    asked.length = 0;
    expect(await verified(signed({ ...notification, SigningCertURL: url }))).toMatchObject({
      refusal: { code: "signature_invalid", details: { why: "certificate_elsewhere" } },
    });
    expect(asked).toEqual([]);
  });

  it("comes again where the certificate cannot be had just now", async () => {
    expect(await verified(signed(notification), null)).toEqual({
      ok: false,
      refusal: { code: "provider_unavailable" },
    });
  });

  it.each([
    [{}, "Type"],
    [{ ...notification, SignatureVersion: "3", Signature: "aGk=" }, "SignatureVersion"],
    [{ ...notification, SignatureVersion: "2" }, "Signature"],
    ["text", ""],
  ])("is refused by its first missing field: %#", async (fields, field) => {
    expect(await verified(fields as Json)).toEqual({
      ok: false,
      refusal: { code: "payload_invalid", details: { field } },
    });
  });
});

const differs = { code: "signature_invalid", details: { why: "signature_differs" } };

it.each([
  ["arn:aws:sns:eu-central-2:123456789012:mail", "sns.eu-central-2.amazonaws.com"],
  ["arn:aws-us-gov:sns:us-gov-west-1:123456789012:mail", "sns.us-gov-west-1.amazonaws.com"],
  ["arn:aws-cn:sns:cn-north-1:123456789012:mail", "sns.cn-north-1.amazonaws.com.cn"],
])("%s is signed for by %s", async (TopicArn, host) => {
  const SigningCertURL = `https://${host}/SimpleNotificationService-1.pem`;
  const SubscribeURL = `https://${host}/?Action=ConfirmSubscription`;
  const message = await verify(
    signed({ ...subscription, TopicArn, SigningCertURL, SubscribeURL }),
    {
      topics: [topic, TopicArn],
      certificateAt: async () => publicPem(),
    },
  );
  expect(message.ok && confirmationUrl(message.value)).toBe(SubscribeURL);
});

describe("the question whether we want a topic's news", () => {
  const urlOf = async (fields: Fields) => {
    const message = await verified(signed(fields));
    if (!message.ok) throw new Error("Cannot go on: not believed");
    return confirmationUrl(message.value);
  };

  it("is answered where SNS says", async () => {
    expect(await urlOf(subscription)).toBe(subscription["SubscribeURL"]);
  });

  it("is answered nowhere else, and nothing else is a question", async () => {
    for (const elsewhere of [
      "https://evil.example/?x",
      "https://sns.s3-us-west-2.amazonaws.com/?x",
      "https://sns.us-east-1.amazonaws.com@evil.example/?x",
    ])
      expect(await urlOf({ ...subscription, SubscribeURL: elsewhere })).toBeNull();
    expect(await urlOf(notification)).toBeNull();
  });
});
