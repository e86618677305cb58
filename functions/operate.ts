import { type App, appointmentFacts } from "#core/app/app";
import { eraseCustomer } from "#core/app/erase-customer";
import { recalculateRisk } from "#core/app/recalculate-risk";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import type { Booking } from "#core/appointment/events";
import { appointmentStreamDecider, type AppointmentStreamWish } from "#core/appointment/journeys";
import type { CustomerWish } from "#core/customer/commands";
import { customerDecider } from "#core/customer/decide";
import type { Command } from "#core/kernel/message";
import {
  as,
  type CommandId,
  type CorrelationId,
  type CustomerId,
  customerStream,
  derive,
  type StreamName,
  type TenantId,
} from "#core/kernel/ids";
import type { Refused } from "#functions/reply";

/** Who wishes it, and under which name: the same key again finds its own answer. */
export type Operation = {
  readonly tenant: TenantId;
  readonly key: string;
  readonly correlationId: CorrelationId;
};

/** `outcome` is the use case's own word; a refusal is left to whoever speaks HTTP. */
export type Operated =
  | {
      readonly outcome: "committed" | "repeated" | "nothing_new";
      readonly version: number;
    }
  /** `next`: where to go on; `null` at the end of the list. */
  | {
      readonly outcome: "recalculated";
      readonly looked: number;
      readonly changed: number;
      readonly next: CustomerId | null;
    }
  | { readonly outcome: "refused"; readonly refusal: Refused };

/** What became of a dead letter, which is no stream and has no version; `hasMore`: there may be more to delete. */
export type LetterOperated =
  | { readonly outcome: "replayed" | "archived" | "repeated" | "nothing_new" }
  | { readonly outcome: "purged"; readonly letters: readonly string[]; readonly hasMore: boolean }
  | { readonly outcome: "refused"; readonly refusal: Refused };

/** What somebody at the desk may say of a visit, by its word in addresses. */
export const deskWishes: ReadonlyMap<string, AppointmentStreamWish> = new Map([
  ["confirm", { kind: "confirm", by: "operator" }],
  ["complete", { kind: "complete" }],
  ["no-show", { kind: "mark_no_show", by: "operator" }],
]);

/** What an operator wishes of an appointment or of the journeys beside it. */
export const operateAppointment = async (
  app: App,
  operation: Operation,
  stream: StreamName,
  wish: AppointmentStreamWish,
): Promise<Operated> =>
  operated(
    await handleCommand(
      app,
      appointmentStreamDecider,
      command(operation, stream, wish),
      await appointmentFacts(app, operation.tenant, stream),
    ),
  );

/** Cancels whatever booking is the current one. */
export const cancelAppointment = async (
  app: App,
  operation: Operation,
  stream: StreamName,
  reason: string | null,
): Promise<Operated> => {
  const { commits } = await app.store.read(operation.tenant, stream);
  const { domain } = stateAfter(appointmentStreamDecider, commits);
  if (domain.status === "none")
    return { outcome: "refused", refusal: { code: "appointment_unknown" } };

  const { customer, reference, start, end, zone, zoneFrom, reach } = domain;
  // The reference is what counts; without names and numbers the wish is the same after an erasure.
  const contact = { name: null, email: null, phone: null };
  const links = { reschedule: null, cancel: null };
  const booking: Booking = {
    customer,
    reference,
    start,
    end,
    zone,
    zoneFrom,
    reach,
    contact,
    links,
  };
  return operateAppointment(app, operation, stream, {
    kind: "cancel",
    booking,
    by: "operator",
    reason,
  });
};

/**
 * What an operator records of a customer. An id that names nobody is refused: whoever has mistyped it would believe
 * that somebody gets no more texts.
 */
export const operateCustomer = async (
  app: App,
  operation: Operation,
  customer: CustomerId,
  wish: CustomerWish,
): Promise<Operated> => {
  const stream = customerStream(customer);
  const { commits } = await app.store.read(operation.tenant, stream);
  if (commits.length === 0) return { outcome: "refused", refusal: { code: "customer_unknown" } };
  return operated(await handleCommand(app, customerDecider, command(operation, stream, wish), {}));
};

export const erase = async (
  app: App,
  operation: Operation,
  customer: CustomerId,
): Promise<Operated> => {
  const { tenant } = operation;
  return operated(
    await eraseCustomer(app, { tenant, customer, commandId: commandId(operation), actor }),
  );
};

/** Works the risk of one customer out anew, at once. */
export const assessRisk = async (
  app: App,
  operation: Operation,
  customer: CustomerId,
): Promise<Operated> => {
  const wish = { kind: "assess_risk" } as const;
  return operated(
    await handleCommand(
      app,
      customerDecider,
      command(operation, customerStream(customer), wish),
      {},
    ),
  );
};

/** Works the next risks out anew, in the order of the customers' ids. */
export const recalculateRisks = async (
  app: App,
  { tenant, key }: Operation,
  part: { readonly after: CustomerId | null; readonly limit: number },
): Promise<Operated> => {
  const { after, limit: most } = part;
  const wish = { tenant, name: `operator:${key}`, actor, after, most };
  const { looked, changed, last } = await recalculateRisk(app, wish);
  return { outcome: "recalculated", looked, changed, next: looked < most ? null : last };
};

const actor = { kind: "operator", name: "api" } as const;

/** Names the command after the key, so that the same key again finds its own answer. */
export const command = <Wish>(
  operation: Operation,
  stream: StreamName,
  wish: Wish,
): Command<Wish> => ({
  tenant: operation.tenant,
  stream,
  commandId: commandId(operation),
  cause: {
    correlationId: operation.correlationId,
    causationId: as(derive("operator", stream, operation.key)),
    actor,
  },
  wish,
});

const commandId = ({ key }: Operation): CommandId => as(`operator:${key}`);

type AnyHandled =
  | { readonly kind: "committed" | "repeated" | "nothing_new"; readonly version: number }
  | { readonly kind: "refused"; readonly refusal: Refused };

export const operated = (handled: AnyHandled): Operated =>
  handled.kind === "refused"
    ? { outcome: "refused", refusal: handled.refusal }
    : { outcome: handled.kind, version: handled.version };
