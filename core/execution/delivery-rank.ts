import type { DeliveryStatus } from "#core/ports/messenger";

/** How far along a message is; delivery only ever moves to a higher rank (facts of Twilio's status order). */
export const deliveryRank: Readonly<Record<DeliveryStatus, number>> = {
  accepted: 0,
  scheduled: 1,
  queued: 2,
  sending: 3,
  sent: 4,
  delivered: 5,
  undelivered: 5,
  failed: 5,
  canceled: 5,
};
