import type { Around } from "#functions/aws-around";
import type { Variables } from "#functions/env-ground";
import { isLiveKey, paymentsPaceOf } from "#functions/payments-pace";

/**
 * What carriers let a sender do that nobody has told us more about: one segment a second from a number, and the
 * least that a registered campaign has from a messaging service. A played world takes anything at any speed.
 */
export const pacesIn = ({ isPlayed }: Pick<Around, "isPlayed">, variables: Variables) => {
  const { STRIPE_SECRET_KEY: secretKey } = variables;
  const segmentsPerSecond = variables["TWILIO_FROM"]?.startsWith("MG") === true ? 3.75 : 1;
  return {
    senderPace: isPlayed ? null : { segmentsPerSecond, burst: 1 },
    paymentsPace: isPlayed ? null : paymentsPaceOf(secretKey),
    // With a live key, and nowhere else.
    isMoneyReal: isLiveKey(secretKey),
  };
};
