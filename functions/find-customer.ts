import * as z from "zod";
import { customerIdOf } from "#core/app/judge-booking";
import { emailFrom } from "#core/intake/plain-text";
import type { CustomerId, TenantId } from "#core/kernel/ids";
import { phoneFrom } from "#core/kernel/phone";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Deps } from "#functions/deps";
import type { Refused } from "#functions/reply";

export const contactWish = z.union(
  [z.strictObject({ phone: z.string().max(64) }), z.strictObject({ email: z.string().max(320) })],
  { error: 'must have "phone" or "email", a text, and not both' },
);

/** The id of whoever holds this phone, or reads this address, whether anybody knows them or not. */
export const findCustomer = async (
  deps: Pick<Deps, "tenants" | "vault">,
  tenant: TenantId,
  wish: z.infer<typeof contactWish>,
): Promise<Result<CustomerId, Refused>> => {
  const settings = await deps.tenants.settings(tenant);
  const contact =
    "phone" in wish
      ? { phone: phoneFrom(wish.phone, settings.country), email: null }
      : { phone: null, email: emailFrom(wish.email) };
  if ("phone" in wish && contact.phone === null) return refuse({ code: "phone_unparsable" });
  if (contact.phone === null && contact.email === null)
    return refuse({ code: "payload_invalid", details: { path: "email", why: "is no address" } });
  return ok(await customerIdOf(deps.vault, tenant, contact, ""));
};
