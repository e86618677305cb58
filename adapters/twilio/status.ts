import * as z from "zod";
import { type ProviderReason, reasonFor } from "#adapters/twilio/errors";
import {
  deliveryStatus,
  formFields,
  otherStatuses,
  type PayloadRefusal,
  payloadInvalid,
} from "#adapters/twilio/wire";
import { as, type ExecutionId } from "#core/kernel/ids";
import { ok, refuse, type Result } from "#core/kernel/result";
import type { DeliveryStatus } from "#core/ports/messenger";

/**
 * What a status callback says. `ignored` is acknowledged like the rest, and counted under its name.
 *
 * The execution id stands in the signed URL of the callbacks that we ask for, so these also settle a create whose reply
 * was lost. Who writes one by hand may leave it out: then the sid says which text it is.
 */
type StatusReport =
  | {
      readonly kind: "delivery";
      readonly executionId: ExecutionId | null;
      readonly sid: string;
      readonly status: DeliveryStatus;
      readonly errorCode: string | null;
      /** What the code means to us; `null` without one, and for one that is new. */
      readonly why: ProviderReason | null;
    }
  | {
      readonly kind: "ignored";
      readonly why: "status_unknown" | "status_not_tracked" | "sid_unknown";
    };

/** Reads a status callback whose signature has been verified. They come late, twice and in any order. */
export const statusReport = (
  url: string,
  rawBody: Uint8Array,
): Result<StatusReport, PayloadRefusal> => {
  const execution = new URL(url).searchParams.get("execution") || null;
  const callback = statusCallback.safeParse({ ...formFields(rawBody), execution });
  if (!callback.success) return refuse(payloadInvalid(callback.error));

  const { MessageSid, MessageStatus, ErrorCode } = callback.data;
  const status = deliveryStatus(MessageStatus);
  if (status === null) return ok({ kind: "ignored", why: whyIgnored(MessageStatus) });
  if (!ofText.test(MessageSid)) return ok({ kind: "ignored", why: "sid_unknown" });

  return ok({
    kind: "delivery",
    executionId: execution === null ? null : as(execution),
    sid: MessageSid,
    status,
    ...errorOf(ErrorCode),
  });
};

/** Only a number is a code; anything else is passed on as it is, and means nothing to us. */
const errorOf = (code: string | undefined) => {
  if (code === undefined || code === "" || code === "0") return { errorCode: null, why: null };
  return { errorCode: code, why: /^\d{5}$/.test(code) ? reasonFor(Number(code)) : null };
};

const whyIgnored = (status: string) =>
  otherStatuses.has(status) ? "status_not_tracked" : "status_unknown";

/** Twilio names texts so, and nothing else. */
const ofText = /^(SM|MM)[0-9a-fA-F]{32}$/;

const statusCallback = z.object({
  execution: z.string().max(128).nullable(),
  MessageSid: z.string().min(1).max(128),
  MessageStatus: z.string().min(1),
  ErrorCode: z.string().max(16).optional(),
});
