import { dayOf, messagesOf } from "#core/app/conserve";
import { stateAfter } from "#core/app/handle-command";
import { noTexts, type Sums } from "#core/conservation/count";
import { conservationDecider, conservationStream, type Counted } from "#core/conservation/decide";
import type { TenantId } from "#core/kernel/ids";
import { type Instant, plusDays, type Zone } from "#core/kernel/time";
import type { PlannedTextRow } from "#core/views/planned-text-row";
import type { Deps } from "#functions/deps";

type Reasons = Readonly<Record<string, number>>;

/** What became of the texts that were planned on one day of the business. */
export type MessageSummary = Sums & {
  readonly day: string;
  readonly zone: Zone;
  readonly from: Instant;
  readonly to: Instant;
  /** Whether planned = sent + suppressed + failed + pending. */
  readonly balanced: boolean;
  /** How many for each reason; pending ones by what they wait for. */
  readonly reasons: Readonly<Record<"suppressed" | "failed" | "pending", Reasons>>;
  /** What the streams themselves said when the day was over; `null` where it is not yet, or was empty. */
  readonly counted: (Counted & { readonly at: Instant }) | null;
};

export const messageSummary = async (
  deps: Pick<Deps, "views" | "store" | "tenants">,
  tenant: TenantId,
  day: string,
): Promise<MessageSummary> => {
  const { zone } = await deps.tenants.settings(tenant);
  const bounds = dayOf(day, zone);
  const sums: Record<keyof Sums, number> = { ...noTexts };
  const reasons = { suppressed: {}, failed: {}, pending: {} };
  for await (const row of messagesOf(deps.views, tenant, bounds)) {
    sums.planned += 1;
    sums[row.state] += 1;
    if (row.state !== "sent") addReason(reasons[row.state], row);
  }
  return {
    ...bounds,
    zone,
    ...sums,
    balanced: sums.planned === sums.sent + sums.suppressed + sums.failed + sums.pending,
    reasons,
    counted: await countedOn(deps, tenant, day),
  };
};

const addReason = (reasons: Record<string, number>, { why }: PlannedTextRow): void => {
  const name = why ?? "under_way";
  reasons[name] = (reasons[name] ?? 0) + 1;
};

const countedOn = async (
  { store }: Pick<Deps, "store">,
  tenant: TenantId,
  day: string,
): Promise<MessageSummary["counted"]> => {
  const { commits } = await store.readFacts(tenant, conservationStream(day));
  const { counted } = stateAfter(conservationDecider, commits);
  const [first] = commits;
  return counted === null || first === undefined ? null : { ...counted, at: first.at };
};

/** A date that a calendar has; years in which nobody makes appointments here are none. */
export const dateFrom = (text: string): string | null => {
  if (!/^(?:19[7-9]|20\d|21\d)\d-\d\d-\d\d$/.test(text)) return null;
  try {
    return plusDays(text, 0) === text ? text : null;
  } catch {
    return null;
  }
};
