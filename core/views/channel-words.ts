import type { SkipReason } from "#core/policy/send-question";

/** Why something was not sent that has to do with the channel it was to go over. */
export const channelSkipWords = {
  no_phone: "the booking names no phone number",
  phone_unusable: "nobody can be texted at the phone number of the booking",
  number_unreachable: "an earlier text to this number was refused: nobody can be texted there",
  address_unreachable: "an earlier e-mail to this address came back for good",
  offer_by_email: "offers do not go by e-mail: nobody could refuse them there",
  whatsapp_window_closed:
    "the customer has not written on WhatsApp for a day, and no approved template is set for it",
} as const satisfies Partial<Record<SkipReason, string>>;

/** What the providers of channels can answer besides. */
export const channelWords = {
  number_unreachable: "nobody can be texted at this number",
  address_unreachable: "no e-mail arrives at this address",
  handset_unreachable: "the phone is off or has no network",
  carrier_failed: "the carrier could not deliver it and does not say why",
  mailbox_unavailable: "the mailbox did not take it this time",
  not_on_whatsapp: "nobody has WhatsApp at this number",
  whatsapp_window_closed:
    "WhatsApp takes only an approved template from us until the customer writes again",
  messenger_missing: "nobody is set up to carry it there",
  endpoint_missing: "the business has no address yet to which the carrier could report",
} as const;
