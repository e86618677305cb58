import type { Address, TextMessage } from "#core/ports/messenger";

/** Where Twilio can carry something: a phone, as a text or over WhatsApp. */
export type PhoneAddress = Exclude<Address, { kind: "email" }>;
export type PhoneMessage = Omit<TextMessage, "to"> & { readonly to: PhoneAddress };

export const isForPhone = (message: TextMessage): message is PhoneMessage =>
  message.to.kind !== "email";

/**
 * An address as Twilio spells it: a channel stands before the number, and none means a text.
 *
 * Source: https://www.twilio.com/docs/whatsapp/api
 */
export const spelled = ({ kind, phone }: Pick<PhoneAddress, "kind" | "phone">): string =>
  kind === "whatsapp" ? whatsapp + phone : phone;

/** The same, read: anything but a number of WhatsApp is where a text came from. */
export const readAddress = (
  address: string,
): { readonly channel: "sms" | "whatsapp"; readonly number: string } =>
  address.startsWith(whatsapp)
    ? { channel: "whatsapp", number: address.slice(whatsapp.length) }
    : { channel: "sms", number: address };

const whatsapp = "whatsapp:";
