import type { TenantId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import { type AppointmentRow, appointmentsView } from "#core/views/appointment-row";
import type { Deps } from "#functions/deps";
import { everyItem } from "#functions/paging";

/** Of the visits of a span: how many were asked for a review, and what came back. */
export type ReviewSummary = Readonly<Record<"asked" | "opened" | "answered", number>>;

type Span = { readonly from: Instant; readonly to: Instant };

const slice = 200;

/** Goes by when the visits began; what they were asked may have come on the day after. */
export const reviewSummary = async (
  deps: Pick<Deps, "views" | "pause">,
  tenant: TenantId,
  span: Span,
): Promise<ReviewSummary> => {
  const sums = { asked: 0, opened: 0, answered: 0 };
  const range = { view: appointmentsView, ...span, limit: slice, after: null };
  for await (const { data } of everyItem(deps, tenant, range)) {
    const { review } = data as AppointmentRow;
    sums.asked += count(review?.askedAt);
    sums.opened += count(review?.openedAt);
    sums.answered += count(review?.answeredAt);
  }
  return sums;
};

const count = (at: Instant | null | undefined): number => (typeof at === "string" ? 1 : 0);
