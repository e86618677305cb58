import { isWhatsapp } from "#adapters/sandbox-carrier/resource";
import type { CarrierStore } from "#adapters/sandbox-carrier/store";

type Fate = readonly {
  readonly status: "sent" | "delivered" | "undelivered";
  readonly errorCode: number | null;
  readonly afterMs: number;
}[];

/**
 * What becomes of a text that was accepted: it is delivered, unless its number stands for an error that only the
 * network finds: `+15005553006` is a landline after all (30006).
 *
 * Free words over WhatsApp are taken and then fail where the customer has not written for a day, as the real ones do.
 */
export const fateOf = (
  at: { readonly store: CarrierStore; readonly form: URLSearchParams; readonly nowMs: number },
  customer: string,
): Fate => {
  const errorCode = errorAt(customer) ?? (isOutsideWindow(at, customer) ? 63_016 : null);
  const sent = { status: "sent", errorCode: null, afterMs: 1000 } as const;
  return errorCode === null
    ? [sent, { status: "delivered", errorCode, afterMs: 2000 }]
    : [sent, { status: "undelivered", errorCode, afterMs: 2000 }];
};

const errorAt = (customer: string): number | null => {
  const figures = /\+1500555(\d{4})$/.exec(customer)?.[1];
  return networkErrors.get(figures ?? "") ?? null;
};

/** Source: https://www.twilio.com/docs/api/errors */
const networkErrors: ReadonlyMap<string, number> = new Map([
  ["3003", 30_003],
  ["3005", 30_005],
  ["3006", 30_006],
  ["3007", 30_007],
  ["3008", 30_008],
  ["3034", 30_034],
  ["1610", 21_610],
]);

/** Source: https://www.twilio.com/docs/whatsapp/key-concepts */
const windowMs = 24 * 3_600_000;

const isOutsideWindow = (
  { store, form, nowMs }: Parameters<typeof fateOf>[0],
  customer: string,
): boolean => {
  if (!isWhatsapp(customer) || form.get("ContentSid") !== null) return false;
  const lastMs = store.lastInboundMs(customer);
  return lastMs === null || nowMs - lastMs > windowMs;
};
