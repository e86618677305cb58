import { bookingWebhook } from "#functions/booking-webhook";
import type { Deps } from "#functions/deps";

/** A webhook names the customer only by id: this door asks Square who it is before it answers. */
export const create = (deps: Deps) => bookingWebhook(deps, deps.bookingSystems.square);
