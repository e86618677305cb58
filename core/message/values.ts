import { spokenPhone } from "#core/kernel/phone";
import { epochMs, type Instant, type Zone } from "#core/kernel/time";
import { memo } from "#core/kernel/memo";
import type { TenantSettings } from "#core/tenant/settings";

/**
 * All that a text may speak of. There is no name of the customer, no service and no clinician here:
 * what is not in the values cannot leak into a text.
 */
export type MessageValues = {
  readonly clinic: { readonly name: string; readonly phone: string };
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
};

/** The variables of a template, as it names them. */
export const messageVariables: readonly string[] = [
  "clinic.name",
  "clinic.phone",
  "appointment.day",
  "appointment.time",
  "appointment.zone_note",
  "links.reschedule",
  "links.cancel",
];

/** Day and time are those of the appointment's zone, in the tenant's language, the same bytes everywhere. */
export const messageValues = ({
  settings,
  start,
  zone,
  links,
}: {
  readonly settings: TenantSettings;
  readonly start: Instant;
  readonly zone: Zone;
  readonly links: MessageValues["links"];
}): MessageValues => {
  const moment = epochMs(start);
  const here = clock(settings.locale, zone, moment);
  const clinic = zone === settings.zone ? here : clock(settings.locale, settings.zone, moment);
  const isSame = here.day === clinic.day && here.time === clinic.time;

  return {
    clinic: { name: settings.name, phone: spoken(`${settings.country}|${settings.phone}`) },
    appointment: {
      ...here,
      zone_note: isSame ? "" : ` ${zoneName(formats(`${settings.locale} ${zone}`), moment)}`,
    },
    links,
  };
};

const clock = (locale: string, zone: Zone, moment: number) => {
  const { day, time } = formats(`${locale} ${zone}`);
  return { day: plain(day.format(moment)), time: plain(time.format(moment)) };
};

const spoken = memo(500, (key) => {
  const [country = "", phone = ""] = key.split("|");
  return spokenPhone(phone, country);
});

type Formats = Readonly<Record<"day" | "time" | "zone", Intl.DateTimeFormat>>;

/** Making a formatter costs a hundred times what using one does. */
const formats = memo(200, (key): Formats => {
  const [locale = "", timeZone = ""] = key.split(" ");
  const formatter = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone });
  return {
    day: formatter({ weekday: "short", month: "short", day: "numeric" }),
    time: formatter({ hour: "numeric", minute: "2-digit" }),
    zone: formatter({ timeZoneName: "short" }),
  };
});

const zoneName = ({ zone }: Formats, moment: number): string => {
  const part = zone.formatToParts(moment).find(({ type }) => type === "timeZoneName");
  return plain(part?.value ?? "");
};

/** Some languages put a narrow or unbreakable space before AM; in a text it would halve the room (UCS-2). */
const plain = (text: string): string => text.replace(/\s/gu, " ");
