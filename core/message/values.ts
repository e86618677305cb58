import { spokenPhone } from "#core/kernel/phone";
import { epochMs, type Instant, type Zone } from "#core/kernel/time";
import { memo } from "#core/kernel/memo";
import type { TenantSettings } from "#core/tenant/settings";

/**
 * All that a text may speak of. There is no name of the customer, no service and no clinician here:
 * what is not in the values cannot leak into a text.
 */
export type MessageValues = {
  readonly clinic: {
    readonly name: string;
    readonly phone: string;
    /** The business's own pages; a text that names one is not written where there is none. */
    readonly review_link?: string | null;
    readonly booking_link?: string | null;
  };
  readonly appointment: {
    readonly day: string;
    readonly time: string;
    /**
     * Empty where the clinic's clock shows the same; else the zone of day and time with a space before
     * it (` EST`), to stand right behind the time.
     */
    readonly zone_note: string;
  };
  readonly links: { readonly reschedule: string | null; readonly cancel: string | null };
  /** Where the deposit can be paid; `null` where there is no such place, or no room for it. */
  readonly deposit: { readonly link: string | null };
  /**
   * Our own page that leads on to the review link and notes that it was opened; it stands in the text in place of
   * that link. Left out where there is none.
   */
  readonly review_page?: string | undefined;
  /** Whether it goes by e-mail, which nobody answers with a letter; left out where it does not. */
  readonly by_email?: boolean;
  /** Whether the visit is confirmed, so that nobody is asked for it again; left out where it is not. */
  readonly is_confirmed?: boolean;
};

/** The variables of a template, as it names them. */
export const messageVariables: readonly string[] = [
  "clinic.name",
  "clinic.phone",
  "clinic.review_link",
  "clinic.booking_link",
  "appointment.day",
  "appointment.time",
  "appointment.zone_note",
  "links.reschedule",
  "links.cancel",
  "deposit.link",
  "by_email",
  "is_confirmed",
];

/** Day and time are those of the appointment's zone, in the tenant's language, the same bytes everywhere. */
export const messageValues = ({
  settings,
  start,
  zone,
  links,
  depositLink = null,
  reviewPage,
  isEmail,
  isConfirmed,
}: {
  readonly settings: TenantSettings;
  readonly start: Instant;
  readonly zone: Zone;
  readonly links: MessageValues["links"];
  readonly depositLink?: string | null;
  readonly reviewPage?: string | undefined;
  readonly isEmail?: boolean;
  readonly isConfirmed?: boolean;
}): MessageValues => {
  const here = spokenClock(settings.locale, zone, start);
  const clinic = zone === settings.zone ? here : spokenClock(settings.locale, settings.zone, start);
  const isSame = here.day === clinic.day && here.time === clinic.time;

  return {
    clinic: {
      name: settings.name,
      phone: spoken(`${settings.country}|${settings.phone}`),
      review_link: settings.reviewLink ?? null,
      booking_link: settings.bookingLink ?? null,
    },
    appointment: {
      ...here,
      zone_note: isSame ? "" : zoneNote(settings.locale, zone, start),
    },
    links,
    deposit: { link: depositLink },
    review_page: reviewPage,
    ...circumstances(isEmail, isConfirmed),
  };
};

const circumstances = (
  isEmail: boolean | undefined,
  isConfirmed: boolean | undefined,
): Pick<MessageValues, "by_email" | "is_confirmed"> => ({
  ...(isEmail === true && { by_email: true }),
  ...(isConfirmed === true && { is_confirmed: true }),
});

/** Day and time as the clock on the wall there shows them, in words of the language. */
export const spokenClock = (
  locale: string,
  zone: Zone,
  start: Instant,
): Pick<MessageValues["appointment"], "day" | "time"> => {
  const moment = epochMs(start);
  const shown = (part: keyof typeof formats) =>
    plain(formatter(`${part} ${locale} ${zone}`).format(moment));
  return { day: shown("day"), time: shown("time") };
};

/** The zone's short name at that moment, with a space before it. */
export const zoneNote = (locale: string, zone: Zone, start: Instant): string => {
  const parts = formatter(`zone ${locale} ${zone}`).formatToParts(epochMs(start));
  return ` ${plain(parts.find(({ type }) => type === "timeZoneName")?.value ?? "")}`;
};

const spoken = memo(500, (key) => {
  const [country = "", phone = ""] = key.split("|");
  return spokenPhone(phone, country);
});

const formats = {
  day: { weekday: "short", month: "short", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  zone: { timeZoneName: "short" },
} satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

/** Making a formatter costs a hundred times what using one does, and few texts need a note of the zone. */
const formatter = memo(600, (key) => {
  const [part = "", locale = "", timeZone = ""] = key.split(" ");
  return new Intl.DateTimeFormat(locale, { ...formats[part as keyof typeof formats], timeZone });
});

/** Some languages put a narrow or unbreakable space before AM; in a text it would halve the room (UCS-2). */
const plain = (text: string): string => text.replace(/\s/gu, " ");
