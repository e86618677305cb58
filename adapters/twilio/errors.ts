/**
 * What Twilio's error codes mean to us. The number decides, never the text beside it.
 *
 * `opted_out` and `number_unreachable` are for ever for this recipient; `sender_misconfigured` stops the whole tenant
 * until somebody has looked; `text_refused` is for ever for this text; `throttled` passes by itself.
 *
 * Source: https://www.twilio.com/docs/api/errors
 */
export type ProviderReason =
  | "opted_out"
  | "number_unreachable"
  | "sender_misconfigured"
  | "text_refused"
  | "request_malformed"
  | "throttled";

const codes: Readonly<Record<ProviderReason, readonly number[]>> = {
  opted_out: [21610],
  number_unreachable: [
    21211, // Not a valid number.
    21214, // Cannot be reached.
    21265, // A short code.
    21612, // No route from this sender to this number.
    21614, // Not a mobile number.
    21635, // A landline.
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
    30034, // The sender is not registered with the carriers.
  ],
  text_refused: [21602, 21617, 21619, 30007],
  request_malformed: [21604, 21609, 21624],
  throttled: [20429, 30001],
};

const reasons: ReadonlyMap<number, ProviderReason> = new Map(
  Object.entries(codes).flatMap(([reason, numbers]) =>
    numbers.map((number) => [number, reason as ProviderReason] as const),
  ),
);

/** `null` for a code that is not in the table: passed on with its number, not guessed at. */
export const reasonFor = (code: number): ProviderReason | null => reasons.get(code) ?? null;
