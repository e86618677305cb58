import type { App } from "#core/app/app";
import { askBeside } from "#core/app/breaker";
import { lookUpPayment } from "#core/app/execute-payment";
import { findText } from "#core/app/execute-text";
import type { Sending } from "#core/execution/sending";
import type { CorrelationId, ExecutionId, TenantId } from "#core/kernel/ids";
import type { TextToSend } from "#core/policy/last-look";
import type { LookUp } from "#core/ports/messenger";
import type { PaymentLink } from "#core/ports/payments";

type Job = {
  readonly tenant: TenantId;
  readonly execution: ExecutionId;
  readonly token: number;
  readonly correlationId: CorrelationId;
};

type Found = { readonly outcome: LookUp; readonly link?: PaymentLink };

/**
 * What the provider knows of something that may have reached it. One that is down is not asked: nobody knows then,
 * as if it had not answered. A mail service has no list, and is never asked.
 */
export const askWhatBecame = (
  app: App,
  job: Job,
  text: TextToSend,
  sending: Sending,
): Promise<Found> => {
  const { tenant, execution, token } = job;
  const by = `${execution}:${token}`;
  if (sending.payment !== undefined)
    return askBeside(app, { tenant, provider: "payments", by }, () =>
      lookUpPayment(app, job, sending),
    );
  const find = async (): Promise<Found> => ({ outcome: await findText(app, job, sending, text) });
  if (sending.channel === "email") return find();
  return askBeside(app, { tenant, provider: "carrier", by }, find);
};
