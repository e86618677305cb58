import { createPublicKey, createVerify } from "node:crypto";
import * as z from "zod";
import type { Json } from "#core/kernel/canonical";
import { ok, type Result, refuse } from "#core/kernel/result";

/** What Amazon SNS posts: news, or the question whether this address wants any. */
export type SnsMessage = z.infer<typeof snsMessage>;

/** The certificate at an address, as PEM; `null` where none can be had just now. */
export type CertificateAt = (url: string) => Promise<string | null>;

type SnsRefusal =
  | { readonly code: "payload_invalid"; readonly details: { readonly field: string } }
  | {
      readonly code: "signature_invalid";
      readonly details: {
        readonly why: "certificate_elsewhere" | "topic_differs" | "signature_differs";
      };
    }
  | { readonly code: "provider_unavailable" };

const common = {
  MessageId: z.string().min(1).max(128),
  TopicArn: z.string().min(1).max(256),
  Message: z.string(),
  Timestamp: z.string().min(1).max(64),
  SignatureVersion: z.enum(["1", "2"]),
  Signature: z.base64().min(1),
  SigningCertURL: z.string(),
};

const snsMessage = z.discriminatedUnion("Type", [
  z.object({ Type: z.literal("Notification"), ...common, Subject: z.string().optional() }),
  z.object({
    Type: z.enum(["SubscriptionConfirmation", "UnsubscribeConfirmation"]),
    ...common,
    SubscribeURL: z.string(),
    Token: z.string(),
  }),
]);

/**
 * Whether Amazon SNS signed this for one of our topics. Anybody may have a topic of their own, and SNS signs for it
 * with the same key: so the topic is asked first. The certificate is only fetched from SNS itself, where the topic is.
 *
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const verify = async (
  json: Json,
  {
    topics,
    certificateAt,
  }: {
    readonly topics: readonly string[];
    readonly certificateAt: CertificateAt;
  },
): Promise<Result<SnsMessage, SnsRefusal>> => {
  const read = snsMessage.safeParse(json);
  if (!read.success) {
    const field = read.error.issues[0]?.path.join(".") ?? "";
    return refuse({ code: "payload_invalid", details: { field } });
  }
  const message = read.data;
  if (!topics.includes(message.TopicArn)) return invalid("topic_differs");
  if (!isCertificateOfSns(message)) return invalid("certificate_elsewhere");

  const pem = await certificateAt(message.SigningCertURL);
  if (pem === null) return refuse({ code: "provider_unavailable" });
  return isSigned(message, pem) ? ok(message) : invalid("signature_differs");
};

const invalid = (why: Extract<SnsRefusal, { code: "signature_invalid" }>["details"]["why"]) =>
  refuse<SnsRefusal>({ code: "signature_invalid", details: { why } });

/** `https`, SNS where the topic is, and nothing in the address that could lead elsewhere. */
const isCertificateOfSns = ({ SigningCertURL: url, TopicArn: topic }: SnsMessage): boolean =>
  url.startsWith(snsOf(topic)) &&
  /^SimpleNotificationService-[\w-]{1,80}\.pem$/.test(url.slice(snsOf(topic).length));

/** Where a subscription is confirmed; `null` where that would not be asking SNS. */
export const confirmationUrl = (message: SnsMessage): string | null =>
  message.Type === "SubscriptionConfirmation" &&
  message.SubscribeURL.startsWith(`${snsOf(message.TopicArn)}?`)
    ? message.SubscribeURL
    : null;

/**
 * SNS in the topic's region. Not in any that the address names: `sns.s3-us-west-2.amazonaws.com` is a bucket of whoever was
 * first to call one `sns`.
 */
const snsOf = (topic: string): string => {
  const [, partition = "", , region = ""] = topic.split(":");
  return `https://sns.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}/`;
};

const isSigned = (message: SnsMessage, pem: string): boolean => {
  const algorithm = message.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
  try {
    return createVerify(algorithm)
      .update(signedText(message))
      .verify(createPublicKey(pem), message.Signature, "base64");
  } catch {
    return false; // What was at that address is no certificate.
  }
};

/** Names and values of the signed fields, each on a line, in the order of their names. */
const signedText = (message: SnsMessage): string => {
  const fields: Readonly<Record<string, string | undefined>> = message;
  const names =
    message.Type === "Notification"
      ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
      : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
  return names
    .flatMap((name) => (fields[name] === undefined ? [] : [`${name}\n${fields[name]}\n`]))
    .join("");
};
