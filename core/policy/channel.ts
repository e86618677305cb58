import type { KnownAppointment } from "#core/appointment/state";
import type { Recipient } from "#core/execution/commands";
import { addressUnreachable, numberUnreachable } from "#core/execution/events";
import type { Execution } from "#core/execution/state";
import { type Instant, plusMs } from "#core/kernel/time";
import type { Address } from "#core/ports/messenger";
import type { TenantSettings } from "#core/tenant/settings";

type Asked = {
  readonly now: Instant;
  readonly appointment: Pick<KnownAppointment, "contact" | "reach">;
  readonly execution: Pick<Execution, "template" | "purpose">;
  readonly recipient: Pick<Recipient, "wroteOnWhatsapp">;
  readonly settings: Pick<TenantSettings, "channels">;
};

/** Why there is no way to the customer. */
export type NoWay = "no_phone" | "phone_unusable" | "whatsapp_window_closed" | "offer_by_email";

/**
 * Over which channel a message goes, decided when it goes: by e-mail where the booking names no phone and the business
 * writes e-mails; else to the phone, and there to WhatsApp where the business prefers that, or the customer has
 * written there within a day and the business answers there.
 *
 * Free words may go over WhatsApp for a day after the customer has written; after that only a template that its maker
 * has approved. A business that only answers there goes back to texts then; one that always writes there needs
 * the template, and the message is left out by name where there is none.
 *
 * Source: https://www.twilio.com/docs/whatsapp/key-concepts
 */
export const wayTo = (asked: Asked): Address | NoWay => {
  const { appointment } = asked;
  const { phone } = appointment.contact;
  if (appointment.reach === "by_email") return wayByEmail(asked);
  if (appointment.reach !== "reachable") return appointment.reach;
  return phone === null ? "no_phone" : wayToPhone(asked, phone);
};

/**
 * An offer by e-mail needs a way to refuse it by e-mail and the sender's postal address in it. Our e-mails have
 * neither, and what the booking form asks is whether one may *text*.
 *
 * Source: 15 U.S.C. 7704(a)(3) and (5)
 */
const wayByEmail = ({ appointment, execution, settings }: Asked): Address | NoWay => {
  const { email } = appointment.contact;
  if (email === null || settings.channels?.email !== true) return "no_phone";
  return execution.purpose === "marketing" ? "offer_by_email" : { kind: "email", email };
};

const wayToPhone = (asked: Asked, phone: string): Address | NoWay => {
  const { whatsapp, whatsappTemplates = {} } = asked.settings.channels ?? {};
  const isOpen = isWindowOpen(asked);
  if (whatsapp === undefined || (whatsapp === "answers" && !isOpen))
    return { kind: "phone", phone };
  if (isOpen) return { kind: "whatsapp", phone, template: null };

  const template = whatsappTemplates[asked.execution.template];
  return template === undefined ? "whatsapp_window_closed" : { kind: "whatsapp", phone, template };
};

const windowMs = 24 * 3_600_000;

const isWindowOpen = ({ now, recipient: { wroteOnWhatsapp = null } }: Asked): boolean =>
  wroteOnWhatsapp !== null && now < plusMs(wroteOnWhatsapp, windowMs);

/** A number that takes no texts may well be on WhatsApp. */
export const refusedThere = (
  { unreachable: isRefused }: Pick<Recipient, "unreachable">,
  { kind }: Address,
): typeof addressUnreachable | typeof numberUnreachable | null => {
  if (!isRefused || kind === "whatsapp") return null;
  return kind === "email" ? addressUnreachable : numberUnreachable;
};

/** As it is kept with the intent: where nothing is said of the channel, it is a text. */
export type Addressed = {
  readonly to: string;
  readonly channel?: "whatsapp" | "email";
  /** The approved template that a message over WhatsApp fills. */
  readonly approved?: string;
};

export const addressed = (address: Address): Addressed => {
  switch (address.kind) {
    case "phone":
      return { to: address.phone };
    case "whatsapp": {
      const { phone, template } = address;
      return { to: phone, channel: "whatsapp", ...(template !== null && { approved: template }) };
    }
    case "email":
      return { to: address.email, channel: "email" };
  }
};

export const addressOf = ({ to, channel, approved }: Addressed): Address => {
  if (channel === "email") return { kind: "email", email: to };
  return channel === "whatsapp"
    ? { kind: "whatsapp", phone: to, template: approved ?? null }
    : { kind: "phone", phone: to };
};
