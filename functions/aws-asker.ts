import type { Asker } from "#adapters/ask-json";
import type { Told } from "#functions/aws-told";
import type { BookingProvider } from "#functions/deps";

const bookingUrls: Readonly<Record<BookingProvider, string>> = {
  calendly: "https://api.calendly.com",
  calcom: "https://api.cal.com",
  acuity: "https://acuityscheduling.com",
  square: "https://connect.squareup.com",
};

export const askerOf = (
  { outside, timeoutMs }: Pick<Told, "outside" | "timeoutMs">,
  provider: BookingProvider,
): Asker => ({
  fetch: outside.booking[provider],
  baseUrl: bookingUrls[provider],
  timeoutMs,
});
