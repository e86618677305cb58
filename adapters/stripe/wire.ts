import * as z from "zod";

/**
 * Stripe's shapes, as far as we read them. Objects are loose and statuses open texts: Stripe adds to both, and
 * an event has the shape of the endpoint's API version, not of ours. What may be an expanded object is read as
 * its id.
 */
const metadata = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});

export type Metadata = z.infer<typeof metadata>;

const id = z.string().min(1).max(255);
const reference = z
  .union([id, z.looseObject({ id }).transform((object) => object.id)])
  .nullish()
  .transform((value) => value ?? null);

const amount = z.number().int().nonnegative();
const currency = z
  .string()
  .regex(/^[a-z]{3}$/i)
  .transform((code) => code.toUpperCase());

export const paymentLink = z.looseObject({
  id: z.string().regex(/^plink_\w+$/),
  url: z.url(),
  active: z.boolean(),
  metadata,
});

export const paymentLinkPage = z.looseObject({
  data: z.array(paymentLink),
  has_more: z.boolean(),
});

export const paymentIntent = z.looseObject({ metadata });

export const event = z.looseObject({
  id: z.string().regex(/^evt_\w+$/),
  type: z.string().min(1),
  livemode: z.boolean(),
  /** There for events of a connected account only. */
  account: z.string().nullish(),
  data: z.looseObject({ object: z.unknown() }),
});

export const checkoutSession = z.looseObject({
  id,
  metadata,
  payment_intent: reference,
  payment_status: z.string(),
  amount_total: amount,
  currency,
});

export const charge = z.looseObject({
  id,
  metadata,
  payment_intent: reference,
  amount,
  amount_refunded: amount,
  currency,
});

export const dispute = z.looseObject({
  id,
  charge: reference,
  payment_intent: reference,
  amount,
  currency,
  status: z.string(),
  evidence_details: z
    .looseObject({
      /** Seconds since 1970. */
      due_by: z.number().int().nonnegative().max(9_999_999_999).nullish(),
    })
    .nullish(),
});

/** How our ids travel: on the link (and so on its sessions), and on the payment intent (and so on its charges). */
export const ourMetadata = (ids: { readonly tenant: string; readonly execution: string }) => ({
  aro_tenant: ids.tenant,
  aro_execution: ids.execution,
});

export const executionIn = (metadata: Metadata, tenant: string): string | null =>
  metadata["aro_tenant"] === tenant ? (metadata["aro_execution"] ?? null) : null;
