import type { Cap, SendingRules } from "#core/policy/sending-rules";
import type { PackSettings } from "#core/profiles/pack-settings";

/** What the pack lays down for all texts to one customer. */
export const sendingRulesOf = ({ purposes: by, caps: own }: PackSettings): SendingRules => ({
  impliedByBooking: by.review.consent === "booking" ? ["reminder", "review"] : ["reminder"],
  caps: [
    cap("daily_cap", "texts", 1, own.texts.perDay),
    cap("reminder_daily_cap", "reminders", 1, own.reminders.perDay),
    cap("reminder_weekly_cap", "reminders", 7, own.reminders.perWeek),
  ].flat(),
});

const cap = (
  ...[capName, counts, days, limit]: [Cap["name"], Cap["counts"], number, number | undefined]
): readonly Cap[] => (limit === undefined ? [] : [{ name: capName, counts, days, most: limit }]);
