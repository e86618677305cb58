import type { CustomerEvent } from "#core/customer/events";
import { type ExecutionEvent, isRefusedOnItsWay, isText } from "#core/execution/events";
import { deliveryRank } from "#core/execution/delivery-rank";
import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import type { DeliveryStatus } from "#core/ports/messenger";
import type { ViewItem } from "#core/ports/views";
import { newestFirst } from "#core/views/newest-first";

/**
 * One text, to a customer or from one, with its whole life. `to` and `body` stay sealed as they stand in the
 * commit. `pending`: asked for, and neither sent nor left out nor failed yet.
 */
export type MessageRow = {
  readonly id: string;
  readonly direction: "outbound" | "inbound";
  readonly customer: string | null;
  readonly appointment: string | null;
  /** When it was asked for, or came. */
  readonly at: Instant;
  readonly template: string | null;
  readonly purpose: string | null;
  readonly state: "pending" | "sent" | "suppressed" | "failed" | "received";
  /** Why it is where it is: what it waits for, why it was left out or failed, what was made of an answer. */
  readonly why: string | null;
  readonly delivery: DeliveryStatus | null;
  readonly sentAt: Instant | null;
  readonly to: string | null;
  readonly body: string | null;
  readonly segments: number | null;
  readonly sid: string | null;
};

export const messagesView = "messages";

type Received = Extract<
  CustomerEvent,
  { type: "customer.text_received" | "customer.text_settled" }
>;
export type MessageEvent = ExecutionEvent | Received;

export const messageEventsOf = ({ events }: Commit): readonly MessageEvent[] =>
  events.filter(
    (event): event is MessageEvent =>
      event.type.startsWith("execution.") ||
      event.type === "customer.text_received" ||
      event.type === "customer.text_settled",
  );

/** Texts to customers are named by their execution, texts from them by the carrier. */
export const messageIdOf = (event: MessageEvent): string =>
  "execution" in event ? event.execution : event.sid;

/** Listed by customer (index1) and by appointment (index2), the newest first. */
export const messageItem = (row: MessageRow, commit: Commit): ViewItem => ({
  view: messagesView,
  key: row.id,
  index1: row.customer === null ? null : `${row.customer}#${newestFirst(row.at)}`,
  index2: row.appointment === null ? null : `${row.appointment}#${newestFirst(row.at)}`,
  source: { stream: commit.stream, version: commit.version },
  data: row,
});

/** The part of either index that holds the texts of one customer, or of one appointment. */
export const messagesOf = (id: string): { from: string; to: string } => ({
  from: `${id}#`,
  to: `${id}$`,
});

/** Folds one event into its row; `null` where the text was never asked for. `customer`: whose visit it is. */
export const foldMessageRow = (
  row: MessageRow | null,
  event: MessageEvent,
  { commit, customer }: { readonly commit: Commit; readonly customer: string | null },
): MessageRow | null => {
  if (event.type === "execution.requested")
    return isText(event)
      ? {
          ...blank(event.execution, commit),
          customer,
          appointment: commit.stream.slice("appointment/".length),
          template: event.template,
          purpose: event.purpose,
        }
      : null;
  if (event.type === "customer.text_received")
    return {
      ...blank(event.sid, commit),
      direction: "inbound",
      customer,
      state: "received",
      body: event.body,
      sid: event.sid,
    };
  return row === null ? null : { ...row, ...changeBy(event, row, commit) };
};

const blank = (id: string, { at }: Commit): MessageRow => ({
  id,
  direction: "outbound",
  customer: null,
  appointment: null,
  at,
  template: null,
  purpose: null,
  state: "pending",
  why: null,
  delivery: null,
  sentAt: null,
  to: null,
  body: null,
  segments: null,
  sid: null,
});

type Change = Exclude<MessageEvent, { type: "execution.requested" | "customer.text_received" }>;

const changeBy = (event: Change, row: MessageRow, { at }: Commit): Partial<MessageRow> => {
  switch (event.type) {
    case "execution.intended": {
      const { to, body, segments, customer } = event;
      return { to, body, segments, customer, why: null };
    }
    case "execution.sent":
      return { state: "sent", why: null, sid: event.sid, sentAt: at, delivery: "accepted" };
    case "execution.suppressed":
      return { state: "suppressed", why: event.why };
    case "execution.failed":
      return { state: "failed", why: event.why };
    case "execution.deferred":
    case "execution.retrying":
    case "execution.unknown":
      return { why: event.why };
    case "execution.due":
    case "execution.resend_authorised":
      return {};
    case "execution.delivery":
      return {
        ...forward(row.delivery, event.status),
        ...(isRefusedOnItsWay(event) && { state: "failed", why: event.why }),
      };
    case "customer.text_settled":
      return { why: settledAs(event.outcome) };
  }
};

/** `acted_confirm`; or why nothing was done by itself. */
const settledAs = (outcome: {
  readonly kind: string;
  readonly action?: string;
  readonly why?: string;
}): string =>
  outcome.action === undefined
    ? (outcome.why ?? outcome.kind)
    : `${outcome.kind}_${outcome.action}`;

/** Delivery only moves forward, whatever order the carrier reports in. */
const forward = (known: DeliveryStatus | null, said: DeliveryStatus): Partial<MessageRow> =>
  known !== null && deliveryRank[said] <= deliveryRank[known] ? {} : { delivery: said };
