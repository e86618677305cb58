import { isAskedForPhone, isYesOrNo, likeliestNumber } from "#adapters/typed-phone";
import { present } from "#adapters/wire-fields";
import { type Booking, callAt, response } from "#adapters/calcom/wire";

type Typed = Pick<Booking, "smsReminderNumber" | "attendees" | "responses">;

/**
 * Finds the customer's number, as they typed it, where Cal.com may have put it: the field for text reminders, the
 * attendee, the form's own phone fields, an answer to a question of the business's, the place of a call.
 */
export const phoneOf = ({ smsReminderNumber, attendees, responses }: Typed): string | null =>
  likeliestNumber([
    present(smsReminderNumber),
    present(attendees?.[0]?.phoneNumber),
    ...Object.entries(responses ?? {}).map(([name, answer]) => answered(name, answer)),
  ]);

/** Webhooks wrap an answer in its label; the API gives it bare. */
const answered = (name: string, answer: unknown): string | null => {
  const wrapped = response.safeParse(answer);
  const value = wrapped.success ? wrapped.data.value : answer;
  const call = callAt.safeParse(value);
  if (call.success) return present(call.data.optionValue);
  if (typeof value !== "string" || isYesOrNo(value)) return null;
  const question = `${spaced(name)} ${wrapped.success ? spaced(wrapped.data.label ?? "") : ""}`;
  return isAskedForPhone(question) ? present(value) : null;
};

/** `smsReminderNumber`, `attendeePhoneNumber` and `your-cell_phone` as words. */
const spaced = (name: string): string =>
  name.replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, " ").replaceAll(/[_-]+/g, " ");
