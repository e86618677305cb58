import type { Invitee } from "#adapters/calendly/wire";

/**
 * Finds the customer's number, as they typed it, in the three places where Calendly may have put it: the field for
 * text reminders, an answer to a question of the tenant's own, the place of a call that the business makes.
 *
 * `null` is an ordinary answer: no booking page has to ask for a number. A question about somebody else's
 * number is passed over, because a reminder sent to a pharmacy tells it who its customers see.
 */
export const phoneOf = (invitee: Invitee): string | null =>
  numberIn(invitee.text_reminder_number) ?? answered(invitee) ?? calledAt(invitee);

const answered = ({ questions_and_answers }: Invitee): string | null => {
  for (const { question, answer } of questions_and_answers ?? []) {
    const asked = (question ?? "").normalize("NFC");
    if (!asksForPhone.test(asked) || asksForAnother.test(asked)) continue;

    const number = numberIn(answer);
    if (number !== null) return number;
  }
  return null;
};

const asksForPhone =
  /(?<!\p{L})(?:(?:tele|cell)?phone|mobile|cell|text|sms|whatsapp|tel[eé]fono|m[oó]vil|celular)(?!\p{L})/iu;

const asksForAnother =
  /(?<!\p{L})(?:emergency|pharmacy|insurance|doctor|physician|employer|emergencias?|farmacia|seguro|m[eé]dico)(?!\p{L})/iu;

/** In an `inbound_call` the number is the business's own. */
const calledAt = ({ scheduled_event: { location } }: Invitee): string | null =>
  location?.type === "outbound_call" ? numberIn(location.location) : null;

const numberIn = (text: string | null | undefined): string | null => {
  const trimmed = text?.trim() ?? "";
  const digits = trimmed.match(/\d/g)?.length ?? 0;
  return digits >= 7 ? trimmed : null;
};
