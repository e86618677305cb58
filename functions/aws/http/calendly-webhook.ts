import { createCalendly } from "#adapters/calendly/booking-system";
import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { create } from "#functions/http/calendly-webhook";
import { onHttp } from "#functions/on-http";

export const on = (around: () => Around) =>
  onHttp(houseIn(around, { booking: { calendly: createCalendly } }), create);

export const handler = on(here);
