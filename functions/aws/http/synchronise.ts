import { createAcuity } from "#adapters/acuity/booking-system";
import { createCalcom } from "#adapters/calcom/booking-system";
import { createCalendly } from "#adapters/calendly/booking-system";
import { createSquare } from "#adapters/square/booking-system";
import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { workerMs } from "#functions/aws-told";
import { create } from "#functions/http/synchronise";
import { onHttp } from "#functions/on-http";

const booking = {
  calendly: createCalendly,
  calcom: createCalcom,
  acuity: createAcuity,
  square: createSquare,
};

export const on = (around: () => Around) =>
  onHttp(houseIn(around, { booking, timeoutMs: workerMs }), create);

export const handler = on(here);
