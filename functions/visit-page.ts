import { as } from "#core/kernel/ids";
import { erasedText } from "#core/kernel/personal";
import { type E164, maskPhone, spokenPhone } from "#core/kernel/phone";
import type { Zone } from "#core/kernel/time";
import type { TenantSettings } from "#core/tenant/settings";
import type { Deps } from "#functions/deps";
import { pageReply } from "#functions/page-reply";
import { type WholeAppointment, wholeAppointment } from "#functions/read-views";
import { appointmentPage } from "#web/appointment";
import type { Frame } from "#web/layout";
import type { PhonePane } from "#web/phone";

/** The page of one visit; `null`: there is no such visit. */
export const visitPage = async (
  deps: Deps,
  id: string,
  around: () => Promise<{
    readonly settings: TenantSettings;
    readonly frame: Frame & { readonly zone: Zone };
  }>,
): Promise<Response | null> => {
  const whole = await wholeAppointment(deps, deps.localTenant, as(id));
  if (whole === null) return null;

  const { settings, frame } = await around();
  const { contact, ...known } = whole.appointment;
  const isErased = whole.customer.status === "erased" || contact.name === erasedText;
  const phone = isErased ? null : (contact.phone as E164 | null);
  const pane = phone === null ? null : await paneOf(deps, whole, phone, settings);
  const version = `${whole.version}-${pane?.messages.length ?? 0}`;
  const markup = appointmentPage(
    { ...frame, version },
    {
      ...known,
      key: `${id}:${whole.version}`,
      name: contact.name,
      isErased,
      phone: phone === null ? null : maskPhone(phone),
      isOptedOut: whole.customer.optedOut,
      timeline: whole.timeline,
      pane,
    },
  );
  return pageReply(markup, { status: 200, version });
};

const paneOf = async (
  deps: Deps,
  { timeline }: WholeAppointment,
  phone: E164,
  { country }: TenantSettings,
): Promise<PhonePane | null> => {
  if (deps.phone === null) return null;
  const messages = await deps.phone(phone);
  const now = deps.clock.now();
  const next = timeline.planned.find(({ at }) => at > now)?.at ?? null;
  return { number: phone, spoken: spokenPhone(phone, country), messages, next };
};
