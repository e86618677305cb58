import * as z from "zod";
import type { BookingPayment } from "#core/booking/change";
import { moneyFrom } from "#core/money/money";

/**
 * The payment that an invitee made while booking; `amount` is in whole units, as a JSON number.
 * Source: developer.calendly.com/api-docs, "Get Event Invitee", `payment`.
 */
const paymentOf = z.looseObject({
  amount: z.union([z.number(), z.string()]),
  currency: z.string(),
  successful: z.boolean().nullish(),
});

/**
 * What the visit costs. A payment that cannot be read leaves the booking as it is: the visit takes place,
 * and nobody owes money because of a shape that we do not know.
 */
export const paymentFrom = (payment: unknown): { readonly payment?: BookingPayment } => {
  const read = paymentOf.safeParse(payment);
  if (!read.success) return {};
  const price = moneyFrom(read.data.amount, read.data.currency);
  return price === null ? {} : { payment: { price, isPaid: read.data.successful !== false } };
};
