import type { AppointmentEvent } from "#core/appointment/events";
import type { AppointmentState } from "#core/appointment/state";
import { type Execution, handedOverAt } from "#core/execution/state";
import { as, type AppointmentId, type StreamName, type TenantId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Accompanied } from "#core/workflow/accompany";

/** The link of the text that asked for a review was followed. */
export type ReviewWish = { readonly kind: "note_review_opened" };

/**
 * Once for each visit, and only where somebody had been asked: an address that was guessed opens nothing. Neither
 * does it count once the customer has been erased, or the visit turned out to be none.
 */
export const noteReviewOpened = ({
  domain,
  journeys,
}: Accompanied<AppointmentState>): Result<
  readonly AppointmentEvent[],
  { readonly code: "appointment_unknown" }
> => {
  if (domain.status === "none") return refuse({ code: "appointment_unknown" });
  const counts = domain.status === "completed" && domain.erased !== true;
  const isNews = domain.reviewOpened !== true && counts;
  const wasAsked = Object.values(journeys.executions).some((one) => hasAsked(one, domain.plan));
  return ok(isNews && wasAsked ? [{ type: "appointment.review_opened" }] : []);
};

/** A text on its way counts: it may be read before the carrier has told us that it took it. */
const hasAsked = (execution: Execution, plan: number): boolean =>
  execution.purpose === "review" && execution.plan === plan && handedOverAt(execution) !== null;

/** Our page that notes the opening and leads on to where reviews are written; `null` where the stream can be no visit's. */
export const reviewPage = (
  publicUrl: string,
  tenant: TenantId,
  stream: StreamName,
): string | null => {
  const id = /^appointment\/([0-9a-f]{32})$/.exec(stream)?.[1];
  return id === undefined ? null : `${publicUrl}/r/${tenant}/${shortened(id)}`;
};

/** Whose page this is; `null` where it can be nobody's. */
export const visitOfReviewPage = (
  tenant: string,
  token: string,
): { readonly tenant: TenantId; readonly visit: AppointmentId } | null => {
  const visit = idFrom(token);
  return visit === null || !/^[a-z][a-z0-9-]{0,39}$/.test(tenant)
    ? null
    : { tenant: as(tenant), visit };
};

const base = 36;

/** An id in 25 letters and digits in place of 32 hexadecimal ones: it stands in a text. */
const shortened = (id: string): string => BigInt(`0x${id}`).toString(base).padStart(25, "0");

const idFrom = (token: string): AppointmentId | null => {
  if (!/^[0-9a-z]{25}$/.test(token)) return null;
  const digits = Array.from(token, (digit) => BigInt(Number.parseInt(digit, base)));
  const number = digits.reduce((sum, digit) => sum * BigInt(base) + digit, 0n);
  const id = number.toString(16).padStart(32, "0");
  return id.length === 32 ? as(id) : null;
};
