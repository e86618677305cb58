import { bookingWebhook } from "#functions/booking-webhook";
import type { Deps } from "#functions/deps";

/** Every webhook tells the whole booking; verify, translate, handle, reply stand in `bookingWebhook`. */
export const create = (deps: Deps) => bookingWebhook(deps, deps.bookingSystems.calendly);
