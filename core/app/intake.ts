import type { BookingDelivery } from "#core/booking/change";
import { as, type CorrelationId, derive, type TenantId } from "#core/kernel/ids";
import type { Accountable } from "#core/kernel/authority";
import type { Cause } from "#core/kernel/message";

/** One change of a booking system, on its way in. */
export type Intake = {
  readonly tenant: TenantId;
  readonly provider: string;
  readonly delivery: BookingDelivery;
  readonly correlationId: CorrelationId;
};

export const causeOf = ({ provider, delivery, correlationId }: Intake): Cause<Accountable> => ({
  correlationId,
  causationId: as(derive("delivery", provider, delivery.deliveryKey)),
  actor: { kind: "provider", name: provider },
});
