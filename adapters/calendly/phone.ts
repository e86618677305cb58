import { type Invitee, present } from "#adapters/calendly/wire";

/**
 * Finds the customer's number, as they typed it, in the three places where Calendly may have put it: the field for
 * text reminders, an answer to a question of the tenant's own, the place of a call that the business makes.
 *
 * The first that has the digits of a number wins. Where none has, the first that is not blank is passed on all the
 * same ("abc", "911"): that somebody typed something unusable is another thing than that nobody was asked, and
 * the core tells them apart. `null` is an ordinary answer, too: no booking page has to ask for a number. A question
 * about somebody else's number is passed over, because a reminder sent to a pharmacy tells it who its
 * customers see.
 */
export const phoneOf = (invitee: Invitee): string | null => {
  const typed = [
    present(invitee.text_reminder_number),
    ...answered(invitee),
    present(calledAt(invitee)),
  ].filter((text) => text !== null);
  return typed.find(looksLikeNumber) ?? typed[0] ?? null;
};

const answered = ({ questions_and_answers }: Invitee): readonly (string | null)[] =>
  (questions_and_answers ?? []).map(({ question, answer }) => {
    const asked = (question ?? "").normalize("NFC");
    return asksForPhone.test(asked) && !asksForAnother.test(asked) ? present(answer) : null;
  });

const asksForPhone =
  /(?<!\p{L})(?:(?:tele|cell)?phone|mobile|cell|text|sms|whatsapp|tel[eé]fono|m[oó]vil|celular)(?!\p{L})/iu;

const asksForAnother =
  /(?<!\p{L})(?:emergency|pharmacy|insurance|doctor|physician|employer|emergencias?|farmacia|seguro|m[eé]dico)(?!\p{L})/iu;

/** In an `inbound_call` the number is the business's own. */
const calledAt = ({ scheduled_event: { location } }: Invitee): string | null | undefined =>
  location?.type === "outbound_call" ? location.location : null;

/** Digits of any script: not everybody's keyboard writes 0 to 9. */
const looksLikeNumber = (text: string): boolean => (text.match(/\p{Nd}/gu)?.length ?? 0) >= 7;
