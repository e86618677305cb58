import { bookingWebhook } from "#functions/booking-webhook";
import type { Deps } from "#functions/deps";

/** Every webhook tells the whole booking, also of a self-hosted Cal.com. */
export const create = (deps: Deps) => bookingWebhook(deps, deps.bookingSystems.calcom);
