import * as z from "zod";
import { executionTag } from "#adapters/ses/tag";
import type { ExecutionId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { DeliveryStatus } from "#core/ports/messenger";

/** What an event says of an e-mail. `ignored` is acknowledged like the rest, and counted under its name. */
export type MailReport =
  | {
      readonly kind: "delivery";
      readonly executionId: ExecutionId;
      readonly sid: string;
      readonly status: DeliveryStatus;
      readonly errorCode: string | null;
      readonly why: MailReason | null;
    }
  | {
      readonly kind: "ignored";
      readonly why: "not_ours" | "status_not_tracked" | "topic_validated";
    };

/**
 * `address_unreachable`: nothing will ever arrive there. `mailbox_unavailable`: not this time. `opted_out`: whoever
 * calls an e-mail of ours unwanted wants none.
 */
type MailReason = "address_unreachable" | "mailbox_unavailable" | "opted_out" | "text_refused";

/**
 * Reads the event of a configuration set, out of a notification whose signature has been verified. They come late,
 * twice and in any order, and also of e-mails that others send over the same account.
 *
 * Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export const mailReport = (
  message: string,
): Result<
  MailReport,
  { readonly code: "payload_invalid"; readonly details: { field: string } }
> => {
  if (message.startsWith(greeting)) return ok({ kind: "ignored", why: "topic_validated" });
  const read = mailEvent.safeParse(parsed(message));
  if (!read.success) {
    const field = read.error.issues[0]?.path.join(".") ?? "";
    return refuse({ code: "payload_invalid", details: { field } });
  }
  const { mail } = read.data;
  const executionId = executionTag.read(ourTagOf(mail));
  if (executionId === null) return ok({ kind: "ignored", why: "not_ours" });

  const said = saidBy(read.data);
  return said === null
    ? ok({ kind: "ignored", why: "status_not_tracked" })
    : ok({ kind: "delivery", executionId, sid: mail.messageId, ...said });
};

/** Plain text, and the first that a topic hears once it is named to the configuration set. */
const greeting = "Successfully validated SNS topic";

const ourTagOf = ({ tags = {} }: Event["mail"]): string => tags[executionTag.name]?.[0] ?? "";

type Event = z.infer<typeof mailEvent>;
type Said = Pick<Extract<MailReport, { kind: "delivery" }>, "status" | "errorCode" | "why">;

const saidBy = ({ eventType, bounce, complaint }: Event): Said | null => {
  if (eventType === "Bounce") return bounced(bounce);
  if (eventType === "Complaint") return complained(complaint);
  return news.get(eventType) ?? null;
};

const news: ReadonlyMap<string, Said> = new Map([
  ["Send", { status: "sent", errorCode: null, why: null }],
  ["Delivery", { status: "delivered", errorCode: null, why: null }],
  ["Reject", { status: "failed", errorCode: null, why: "text_refused" }],
]);

const bounced = (bounce: Event["bounce"]): Said => ({
  status: "undelivered",
  errorCode: bounce?.bouncedRecipients?.[0]?.status ?? null,
  why: bounce?.bounceType === "Permanent" ? "address_unreachable" : "mailbox_unavailable",
});

/** Where the account keeps whoever has complained before, SES takes the e-mail and tries nothing. */
const complained = (complaint: Event["complaint"]): Said | null =>
  noComplaints.has(complaint?.complaintFeedbackType?.toLowerCase() ?? "")
    ? null
    : {
        status:
          complaint?.complaintSubType === "OnAccountSuppressionList" ? "undelivered" : "delivered",
        errorCode: null,
        why: "opted_out",
      };

/** Reports of this kind come as complaints, too: that it was no spam after all, and what a mail server makes of our name. */
const noComplaints: ReadonlySet<string> = new Set(["not-spam", "auth-failure"]);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const mailEvent = z.object({
  /** Open: SES may tell of more. */
  eventType: z.string(),
  mail: z.object({
    messageId: z.string().min(1).max(200),
    tags: z.record(z.string(), z.array(z.string())).optional(),
  }),
  bounce: z
    .object({
      bounceType: z.string(),
      bouncedRecipients: z.array(z.object({ status: z.string().max(16).optional() })).optional(),
    })
    .optional(),
  complaint: z
    .object({
      complaintSubType: z.string().nullish(),
      complaintFeedbackType: z.string().nullish(),
    })
    .optional(),
});
