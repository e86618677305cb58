import { createSesMessenger } from "#adapters/ses/outbound";
import { isForPhone } from "#adapters/twilio/address";
import { createTwilioMessenger } from "#adapters/twilio/outbound";
import { routeMessages } from "#core/app/route-messages";
import type { TenantId } from "#core/kernel/ids";
import { endpointMissing, type Messenger, messengerMissing } from "#core/ports/messenger";
import type { Told } from "#functions/aws-told";
import { channelSettings } from "#functions/env-channels";
import { settingsIn } from "#functions/env-ground";

/** Texts by the carrier, e-mails by the mail service where there is one. */
export const messengerOnAws = (told: Told): Messenger => {
  const set = settingsIn(told.variables, channelSettings);
  const mail =
    set.SES_REGION === undefined
      ? null
      : createSesMessenger({
          fetch: told.outside.mail,
          region: set.SES_REGION,
          credentials: async () => ({
            accessKeyId: set.SES_ACCESS_KEY_ID ?? "",
            secretAccessKey: set.SES_SECRET_ACCESS_KEY ?? "",
          }),
          from: set.SES_FROM ?? "",
          configurationSet: set.SES_CONFIGURATION_SET ?? "",
          timeoutMs: told.timeoutMs,
        });
  const phones = ofEachTenant(async (tenant) => {
    const door = (await told.endpoints.ofTenant(tenant)).find(isTheCarriers);
    if (door === undefined) return null;
    return createTwilioMessenger({
      fetch: told.outside.carrier,
      baseUrl: "https://api.twilio.com",
      accountSid: set.TWILIO_ACCOUNT_SID,
      authToken: set.TWILIO_AUTH_TOKEN,
      from: set.TWILIO_FROM,
      whatsappFrom: set.TWILIO_WHATSAPP_FROM ?? null,
      timeoutMs: 30_000, // Twilio itself gives up after about 26 s: most time-outs then become answers.
      statusCallbackUrl: (execution) =>
        `${told.callbackUrl}/v1/webhooks/twilio/${door.id}/status?execution=${execution}`,
    });
  });
  return routeMessages({ phones, mail });
};

const isTheCarriers = ({ provider }: { readonly provider: string }): boolean =>
  provider === "twilio";

/** The carrier reports to the door of the business that has sent. One that has none yet is looked at again each time. */
const ofEachTenant = (make: (tenant: TenantId) => Promise<Messenger | null>): Messenger => {
  const known = new Map<TenantId, Messenger>();
  const of = async (tenant: TenantId): Promise<Messenger> => {
    const messenger = known.get(tenant) ?? (await make(tenant));
    if (messenger === null) return doorless;
    known.set(tenant, messenger);
    return messenger;
  };
  return {
    send: async (message, now) => (await of(message.tenant)).send(message, now),
    find: async (message, since, others) => (await of(message.tenant)).find(message, since, others),
  };
};

/** Nobody would hear what became of a text, nor that somebody has asked for no more: it waits for the door. */
const doorless: Messenger = {
  send: async (message) =>
    isForPhone(message)
      ? { kind: "unavailable", why: endpointMissing, retryAfterMs: null }
      : { kind: "rejected", why: messengerMissing, providerCode: null },
  find: async (message) => ({
    kind: "unavailable",
    why: isForPhone(message) ? endpointMissing : messengerMissing,
  }),
};
