import type { DeferReason, SaidAlready } from "#core/policy/send-question";

/** What a text has to wait for that has nothing to do with its visit, as it goes on after "because". */
export const waitingWords = {
  tenant_on_hold: "texts are on hold",
  quiet_hours: "quiet hours",
  daily_cap: "the customer has had all the texts of a day",
  reminder_daily_cap: "the customer has had the reminder of this day",
  reminder_weekly_cap: "the customer has had the reminders of a week",
  too_soon_after_previous:
    "the customer had had another text only shortly before, and between two lies a gap of some hours",
  another_under_way:
    "another text to the customer was on its way, and it was not known yet whether this one may follow it",
  provider_down: "whoever has to deliver it does not answer just now",
  pacing: "the sender may only go so fast, and others were before it",
} as const satisfies Record<DeferReason, string>;

/** Why it stays away for good: for the same, where waiting would not have helped, and for what the customer has said. */
export const neverGoesWords = {
  visit_given_up: "the customer has said that they will not come, and nothing else since",
  answered_already:
    "the customer has written since the visit, and need not be asked about it any more",
  other_time_wished: "the customer has asked for another time, and said nothing else since",
  tenant_on_hold: "texts are on hold, and the visit comes first",
  quiet_hours: "the visit comes before the end of quiet hours",
  daily_cap: "the customer has had all the texts of a day, and the visit comes first",
  reminder_daily_cap: "the customer has had the reminder of this day, and the visit comes first",
  reminder_weekly_cap: "the customer has had the reminders of a week, and the visit comes first",
  too_soon_after_previous:
    "the customer had had another text only shortly before, and the visit comes before the gap is over",
  another_under_way:
    "another text to the customer was on its way, and the visit comes before it is known what becomes of that",
  provider_down: "whoever has to deliver it did not answer until it was of no more use",
  pacing: "the line before the sender was too long, and the visit comes first",
} as const satisfies Record<DeferReason | SaidAlready, string>;
