import * as z from "zod";
import { emailFrom } from "#core/intake/plain-text";
import { phoneFrom } from "#core/kernel/phone";
import { ok, type Result, refuse } from "#core/kernel/result";
import { noticeChannels, type OperatorCard } from "#core/operator/card";
import type { Refused } from "#functions/reply";

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "must be a time such as 20:00" });
const channel = z.enum(noticeChannels);

/** What is told of a person: how they are called, where they are reached, what they do, and how they hear of it. */
export const operatorBody = z.strictObject({
  name: z.string().trim().min(1).max(120),
  phone: z.string().max(64).nullable().default(null),
  email: z.string().max(320).nullable().default(null),
  roles: z.array(z.string().max(64)).min(1).max(20),
  notify: z
    .strictObject({
      high: channel.default("dashboard"),
      medium: channel.default("dashboard"),
      low: channel.default("dashboard"),
    })
    .prefault({}),
  quietHours: z.strictObject({ from: clock, until: clock }).nullable().default(null),
});

/** The card of a person, its phone and address as we spell them; `country` is assumed where a number has no `+`. */
export const cardFrom = (
  body: z.infer<typeof operatorBody>,
  country: string,
): Result<Omit<OperatorCard, "operator">, Refused> => {
  const phone = body.phone === null ? null : phoneFrom(body.phone, country);
  if (body.phone !== null && phone === null) return refuse({ code: "phone_unparsable" });
  const email = body.email === null ? null : emailFrom(body.email);
  if (body.email !== null && email === null)
    return refuse({ code: "payload_invalid", details: { path: "email", why: "is no address" } });
  return ok({ ...body, roles: [...new Set(body.roles)], phone, email });
};
