import * as z from "zod";
import { customerIdOf } from "#core/app/judge-booking";
import { emailFrom } from "#core/intake/plain-text";
import { type CustomerId, customerStream, type TenantId } from "#core/kernel/ids";
import { phoneFrom } from "#core/kernel/phone";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Deps } from "#functions/deps";
import { customerOf } from "#functions/read-views";
import type { Refused } from "#functions/reply";

type Reader = Pick<Deps, "store" | "views" | "tenants" | "pack" | "clock" | "openSealed" | "vault">;

/** A customer as their stream tells, with the appointments that it knows of, soonest first. */
export const wholeCustomer = async (
  deps: Reader,
  tenant: TenantId,
  id: CustomerId,
): Promise<Result<object, Refused>> => {
  const state = await customerOf(deps, tenant, customerStream(id));
  const isHeardOf = state.status !== "unknown" || state.optedOut || state.holdsPersonal;
  if (!isHeardOf) return refuse({ code: "customer_unknown" });
  const { status, contact, optedOut, unreachable, imported, appointments } = state;
  return ok({
    customer: { id, status, contact, optedOut, unreachable, imported },
    appointments: Object.values(appointments).toSorted((a, b) => (a.start < b.start ? -1 : 1)),
  });
};

export const contactWish = z.union([
  z.strictObject({ phone: z.string().max(64) }),
  z.strictObject({ email: z.string().max(320) }),
]);

/** The customer who holds this phone, or reads this address, if anybody knows them. */
export const findCustomer = async (
  deps: Reader,
  tenant: TenantId,
  wish: z.infer<typeof contactWish>,
): Promise<Result<object, Refused>> => {
  const settings = await deps.tenants.settings(tenant);
  const contact =
    "phone" in wish
      ? { phone: phoneFrom(wish.phone, settings.country), email: null }
      : { phone: null, email: emailFrom(wish.email) };
  if ("phone" in wish && contact.phone === null) return refuse({ code: "phone_unparsable" });
  if (contact.phone === null && contact.email === null)
    return refuse({ code: "payload_invalid", details: { path: "email", why: "is no address" } });
  return wholeCustomer(deps, tenant, await customerIdOf(deps.vault, tenant, contact, ""));
};
