import { createAcuity } from "#adapters/acuity/booking-system";
import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { create } from "#functions/http/acuity-webhook";
import { onHttp } from "#functions/on-http";

export const on = (around: () => Around) =>
  onHttp(houseIn(around, { booking: { acuity: createAcuity } }), create);

export const handler = on(here);
