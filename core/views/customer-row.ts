import type { AppointmentStatus } from "#core/appointment/state";
import type { CustomerEvent } from "#core/customer/events";
import { isAhead } from "#core/customer/state";
import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import type { Money } from "#core/money/money";
import type { ViewItem } from "#core/ports/views";
import { levelsFrom, type RiskLevel } from "#core/risk/score";
import { historyOf, type Standing } from "#core/risk/standing";
import { lifetimeValue } from "#core/risk/value";
import { newestFirst } from "#core/views/newest-first";

type Visit = {
  readonly start: Instant;
  readonly status: AppointmentStatus;
  readonly standing?: Standing;
};

/** One customer as lists show them. `name` stays sealed as it stands in the commit. */
export type CustomerRow = {
  readonly id: string;
  readonly name: string | null;
  readonly status: "unknown" | "known" | "erased";
  readonly optedOut: boolean;
  readonly unreachable: boolean;
  readonly risk: { readonly score: number; readonly level: RiskLevel };
  /** By the appointment's id. */
  readonly visits: Readonly<Record<string, Visit>>;
};

export const customersView = "customers";

/** Folds one commit of a customer's stream into the row. Sealed fields are copied, not read. */
export const foldCustomerRow = (row: CustomerRow | null, commit: Commit): CustomerRow =>
  commit.events.reduce(
    (folded, event) =>
      event.type.startsWith("customer.") ? withEvent(folded, event as CustomerEvent) : folded,
    row ?? newRow(commit),
  );

/**
 * Listed by risk, the highest first, and then by their last visit (index1); and by their ids (index2), an order
 * that stands still while risks change. Who has been erased, or has only texted, is kept and not listed.
 */
export const customerItem = (row: CustomerRow, commit: Commit): ViewItem => ({
  view: customersView,
  key: row.id,
  index1: row.status === "known" ? `${rank(row.risk.score)}#${newestFirst(lastStart(row))}` : null,
  index2: Object.keys(row.visits).length > 0 ? row.id : null,
  source: { stream: commit.stream, version: commit.version },
  data: row,
});

/** The part of the list in which these risks stand; all of it where no level is named. */
export const customersOf = (level: RiskLevel | null): { from: string; to: string } => {
  switch (level) {
    case "high":
      return { from: rank(100), to: rank(levelsFrom.high - 1) };
    case "medium":
      return { from: rank(levelsFrom.high - 1), to: rank(levelsFrom.medium - 1) };
    case "low":
      return { from: rank(levelsFrom.medium - 1), to: "~" };
    case null:
      return { from: "", to: "~" };
  }
};

type CustomerSums = {
  readonly appointments: number;
  readonly noShows: number;
  readonly value: readonly Money[];
  readonly nextVisit: Instant | null;
  readonly lastVisit: Instant | null;
};

/** What a list says about a customer's visits, seen from now. */
export const sumsIn = ({ visits }: Pick<CustomerRow, "visits">, now: Instant): CustomerSums => {
  const all = Object.values(visits);
  const { appointments, noShows } = historyOf(all);
  const ahead = all.filter((visit) => isAhead(visit) && visit.start > now);
  const past = all.filter(({ status }) => status === "completed" || status === "in_progress");
  return {
    appointments,
    noShows,
    value: lifetimeValue(all),
    nextVisit: ahead.map(({ start }) => start).toSorted()[0] ?? null,
    lastVisit:
      past
        .map(({ start }) => start)
        .toSorted()
        .at(-1) ?? null,
  };
};

const newRow = ({ stream }: Commit): CustomerRow => ({
  id: stream.slice("customer/".length),
  name: null,
  status: "unknown",
  optedOut: false,
  unreachable: false,
  risk: { score: 0, level: "low" },
  visits: {},
});

const withEvent = (row: CustomerRow, event: CustomerEvent): CustomerRow => {
  switch (event.type) {
    case "customer.registered":
    case "customer.contact_changed":
      return { ...row, status: "known", name: event.name };
    case "customer.appointment_noted": {
      const { start, status, standing, appointment } = event;
      const visit = { start, status, ...(standing !== undefined && { standing }) };
      return { ...row, visits: { ...row.visits, [appointment]: visit } };
    }
    case "customer.risk_assessed":
      return { ...row, risk: { score: event.score, level: event.level } };
    case "customer.opted_out":
      return { ...row, optedOut: true };
    case "customer.opted_in":
      return { ...row, optedOut: false };
    case "customer.number_unreachable":
      return { ...row, unreachable: true };
    case "customer.number_reachable":
      return { ...row, unreachable: false };
    case "customer.erased":
      return { ...row, status: "erased", unreachable: false };
    case "customer.imported":
    case "customer.consent_granted":
    case "customer.consent_withdrawn":
    case "customer.consent_imported":
    case "customer.text_received":
    case "customer.model_asked":
    case "customer.text_classified":
    case "customer.text_settled":
      return row; // Texts have rows of their own; consents are read from the customer's own stream.
  }
};

/** Three digits that are smaller, the higher the risk. */
const rank = (score: number): string => String(100 - score).padStart(3, "0");

const lastStart = ({ visits }: CustomerRow): Instant | null =>
  Object.values(visits)
    .map(({ start }) => start)
    .toSorted()
    .at(-1) ?? null;
