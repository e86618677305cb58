import * as z from "zod";
import { instant, text } from "#adapters/wire-fields";

/**
 * What Calendly sends, as far as we read it. Objects are loose and enums are plain strings, because Calendly adds
 * to both without notice; whatever may be `null` may also be absent, because older payloads lack keys.
 * Source: developer.calendly.com/api-docs, "Get sample webhook data".
 */
export type Invitee = z.infer<typeof invitee>;

/** An address of Calendly's own that names something; it becomes part of keys. Theirs have about 120 characters. */
const uri = z.string().max(1_000);

export const envelope = z.looseObject({
  event: z.string(),
  created_at: text,
  payload: z.unknown().optional(),
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
    name: text,
    event_type: uri.nullish(),
    location: z.looseObject({ type: text, location: text }).nullish(),
  }),
});

/** An event in the list of those to come: its invitees are asked for at its own address. */
export const listedEvent = z.looseObject({
  uri: uri.refine((text) => /^\/scheduled_events\/[\w-]+$/.test(URL.parse(text)?.pathname ?? ""), {
    error: "names no event",
  }),
});

const pagination = z.looseObject({ next_page_token: text });

export const eventPage = z.looseObject({ collection: z.array(z.unknown()), pagination });

export const inviteePage = z.looseObject({
  collection: z.array(z.record(z.string(), z.unknown())),
  pagination,
});
