import * as z from "zod";
import { type Instant, instantFrom } from "#core/kernel/time";

/**
 * What Calendly sends, as far as we read it. Objects are loose and enums are plain strings, because Calendly adds
 * to both without notice; whatever may be `null` may also be absent, because older payloads lack keys.
 * Source: developer.calendly.com/api-docs, "Get sample webhook data".
 */
export type Invitee = z.infer<typeof invitee>;

const text = z.string().nullish();

/** An address of Calendly's own that names something; it becomes part of keys. Theirs have about 120 characters. */
const uri = z.string().max(1_000);

/** Calendly writes microseconds; ours end at the millisecond, and the rest is cut off. */
const instant = z.string().transform((value, context): Instant => {
  const read = instantFrom(value);
  if (read !== null) return read;
  context.issues.push({ code: "custom", input: value, message: "Not an RFC 3339 instant" });
  return z.NEVER;
});

export const envelope = z.looseObject({
  event: z.string(),
  created_at: text,
  payload: z.unknown(),
});

/** The payload of an event that we do not know: all that is wanted is its name. */
export const anything = z.looseObject({ uri });

export const invitee = z.looseObject({
  uri: uri.min(1),
  name: text,
  email: text,
  timezone: text,
  text_reminder_number: text,
  questions_and_answers: z.array(z.looseObject({ question: text, answer: text })).nullish(),
  rescheduled: z.boolean().nullish(),
  old_invitee: uri.nullish(),
  new_invitee: uri.nullish(),
  reschedule_url: text,
  cancel_url: text,
  payment: z.unknown().optional(),
  cancellation: z.looseObject({ reason: text, canceler_type: text, created_at: text }).nullish(),
  no_show: z.looseObject({ uri: uri.nullish() }).nullish(),
  created_at: text,
  updated_at: text,
  scheduled_event: z.looseObject({
    start_time: instant,
    end_time: instant,
    location: z.looseObject({ type: text, location: text }).nullish(),
  }),
});

/** What is blank says as little as what is `null` or absent. */
export const present = (text: string | null | undefined): string | null => {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
};
