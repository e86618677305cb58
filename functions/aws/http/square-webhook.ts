import { createSquare } from "#adapters/square/booking-system";
import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { create } from "#functions/http/square-webhook";
import { onHttp } from "#functions/on-http";

export const on = (around: () => Around) =>
  onHttp(houseIn(around, { booking: { square: createSquare } }), create);

export const handler = on(here);
