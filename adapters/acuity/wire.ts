import * as z from "zod";
import { instant, text } from "#adapters/wire-fields";

/**
 * What Acuity sends and answers, as far as we read it.
 * Sources: developers.acuityscheduling.com/docs/webhooks and /reference/get-appointments.
 */
export type Appointment = z.infer<typeof appointment>;

/** The form of a webhook: which appointment, and what may have happened to it. */
export const notice = z.looseObject({
  action: z.string().min(1).max(100),
  id: z.string().regex(/^\d{1,20}$/),
});

/** Minutes, which Acuity writes as text. */
const minutes = z
  .union([z.string().regex(/^\d{1,5}$/), z.number().int().nonnegative()])
  .transform(Number);

export const appointment = z.looseObject({
  id: z.number().int().nonnegative(),
  firstName: text,
  lastName: text,
  phone: text,
  email: text,
  datetime: instant,
  duration: minutes,
  timezone: text,
  confirmationPage: text,
  canceled: z.boolean().nullish(),
  noShow: z.boolean().nullish(),
  forms: z
    .array(z.looseObject({ values: z.array(z.looseObject({ name: text, value: z.unknown() })) }))
    .nullish()
    .catch(null),
  type: text,
  appointmentTypeID: z.number().int().nonnegative().nullish().catch(null),
  price: text.catch(null),
  paid: text.catch(null),
});

export const appointmentList = z.array(z.unknown());
