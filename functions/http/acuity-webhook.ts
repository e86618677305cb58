import { bookingWebhook } from "#functions/booking-webhook";
import type { Deps } from "#functions/deps";

/** A webhook names an appointment only: this door asks Acuity for it before it answers, for ten seconds at most. */
export const create = (deps: Deps) => bookingWebhook(deps, deps.bookingSystems.acuity);
