import { createCalcom } from "#adapters/calcom/booking-system";
import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { create } from "#functions/http/calcom-webhook";
import { onHttp } from "#functions/on-http";

export const on = (around: () => Around) =>
  onHttp(houseIn(around, { booking: { calcom: createCalcom } }), create);

export const handler = on(here);
