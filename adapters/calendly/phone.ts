import type { Invitee } from "#adapters/calendly/wire";
import { isAskedForPhone, isYesOrNo, likeliestNumber } from "#adapters/typed-phone";
import { present } from "#adapters/wire-fields";

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
  ];
  return likeliestNumber(typed);
};

const answered = ({ questions_and_answers }: Invitee): readonly (string | null)[] =>
  (questions_and_answers ?? []).map(({ question, answer }) => {
    const isNumber = isAskedForPhone(question ?? "") && !isYesOrNo(answer ?? "");
    return isNumber ? present(answer) : null;
  });

/** In an `inbound_call` the number is the business's own. */
const calledAt = ({ scheduled_event: { location } }: Invitee): string | null | undefined =>
  location?.type === "outbound_call" ? location.location : null;
