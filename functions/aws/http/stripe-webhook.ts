import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { paymentsOnAws } from "#functions/aws-payments";
import { create } from "#functions/http/stripe-webhook";
import { onHttp } from "#functions/on-http";

/** It asks the payment service whose a payment is that names nobody. */
export const on = (around: () => Around) =>
  onHttp(houseIn(around, { payments: paymentsOnAws }), create);

export const handler = on(here);
