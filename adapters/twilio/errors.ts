/**
 * What Twilio's error codes mean to us, whether a create is answered with them or a callback brings them. The number
 * decides, never the text beside it.
 *
 * `opted_out` and `number_unreachable` are for ever for this recipient, and `not_on_whatsapp` is on that channel;
 * `sender_misconfigured` concerns every text of the account until somebody has looked; `text_refused` and
 * `whatsapp_window_closed` are for ever for this text; `handset_unreachable`, `carrier_failed` and `throttled` pass
 * by themselves.
 *
 * Source: https://www.twilio.com/docs/api/errors
 */
export type ProviderReason =
  | "opted_out"
  | "number_unreachable"
  | "sender_misconfigured"
  | "text_refused"
  | "handset_unreachable"
  | "carrier_failed"
  | "not_on_whatsapp"
  | "whatsapp_window_closed"
  | "request_malformed"
  | "throttled";

const codes: Readonly<Record<ProviderReason, readonly number[]>> = {
  opted_out: [
    21610,
    63014, // Blocked by the recipient, which is a no in other words.
  ],
  number_unreachable: [
    21211, // Not a valid number.
    21214, // Cannot be reached.
    21265, // A short code.
    21612, // No route from this sender to this number.
    21614, // Not a mobile number.
    21635, // A landline.
    30005, // Unknown, or no longer in use.
    30006, // A landline, or a carrier that cannot be reached.
  ],
  sender_misconfigured: [
    20003, // Wrong credentials.
    20404, // No such account.
    21212, // `From` is no number.
    21408, // The country is not enabled.
    21603, // `From` is missing.
    21606, // `From` cannot send texts.
    21608, // A trial account, and this recipient is not verified.
    21659, // `From` is not ours.
    21660, // `From` belongs to another account.
    21703, // The messaging service has no sender.
    30002, // The account is suspended.
    30032, // A toll-free number that is not verified.
    30033, // The campaign is suspended.
    30034, // The sender is not registered with the carriers.
    63007, // No such sender on WhatsApp.
    63027, // No such template there.
    63028, // The template has other gaps than we fill.
  ],
  text_refused: [
    21602, // Without words.
    21617, // Too long.
    21619,
    30004, // Blocked on its way.
    30007, // Filtered by a carrier.
    63005, // Refused by WhatsApp for its content.
    63013, // Against the rules of the channel.
  ],
  request_malformed: [
    21604,
    21609,
    21624,
    35115, // To be sent outside of the time that can be planned.
  ],
  handset_unreachable: [30003], // Off, or without a network; it may be on again tomorrow.
  carrier_failed: [30008], // Nobody says why.
  not_on_whatsapp: [63003, 63024],
  whatsapp_window_closed: [63016], // Free words, and the customer has not written for a day.
  throttled: [
    20429,
    30001, // The queue is full.
    30022, // Faster than the campaign allows.
    30023, // The brand's day is used up.
    35125, // Too many are planned.
    63018, // Faster than WhatsApp allows.
  ],
};

const reasons: ReadonlyMap<number, ProviderReason> = new Map(
  Object.entries(codes).flatMap(([reason, numbers]) =>
    numbers.map((number) => [number, reason as ProviderReason] as const),
  ),
);

/** `null` for a code that is not in the table: passed on with its number, not guessed at. */
export const reasonFor = (code: number): ProviderReason | null => reasons.get(code) ?? null;
