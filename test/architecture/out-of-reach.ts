import type { AppointmentStreamWish } from "#core/appointment/journeys";
import type { CancelledBy } from "#core/appointment/events";
import type { CustomerWish } from "#core/customer/commands";
import type { PaymentIntent } from "#core/execution/events";
import type { Accountable, System } from "#core/kernel/authority";
import type { CausationId, CommandId, StreamName, TenantId } from "#core/kernel/ids";
import type { Cause, Command } from "#core/kernel/message";
import type { LanguageModel } from "#core/ports/language-model";
import type { Messenger } from "#core/ports/messenger";
import type { Payments } from "#core/ports/payments";
import type { Output } from "#core/workflow/outputs";
import type { ToolName } from "#core/workflow/tools";

/**
 * What the system has no words for, each tried once. Every line below an `@ts-expect-error` must fail to compile: as
 * soon as one of them compiles, `tsc` complains of the expectation, and the gate is red. Nothing here ever runs.
 */
type Wish = AppointmentStreamWish | CustomerWish | Charge | Refund;

/** Nobody wishes these yet. Added to a decider one day, they find the wall standing. */
type Charge = { readonly kind: "charge"; readonly amountMinor: number };
type Refund = { readonly kind: "refund"; readonly payment: string };

type Place = {
  readonly tenant: TenantId;
  readonly stream: StreamName;
  readonly commandId: CommandId;
};
type By<Actor extends System | Accountable> = Omit<Cause<Actor>, "correlationId"> & {
  readonly correlationId: null;
};
type Cancel = Extract<AppointmentStreamWish, { kind: "cancel" }>;
type Paid = Extract<AppointmentStreamWish, { kind: "note_payment" }>;

declare const place: Place;
declare const causationId: CausationId;
declare const cancel: Cancel;
declare const charge: Charge;
declare const refund: Refund;
declare const paid: Paid;
declare const any: Wish;
declare const executor: By<System>;
declare const somebody: By<Accountable>;
declare const payments: Payments;
declare const messenger: Messenger;
declare const model: LanguageModel;

export const attempts = (): readonly unknown[] => {
  const cause = { correlationId: null, causationId } as const;
  const timer = { ...cause, actor: { kind: "system", name: "timer" } } as const;

  // An operator, a customer and a booking system may call a visit off, and the payment service tells of money.
  const allowed: readonly Command<Wish>[] = [
    { ...place, cause: somebody, wish: cancel },
    { ...place, cause: somebody, wish: paid },
    { ...place, cause: somebody, wish: any },
    { ...place, cause: timer, wish: { kind: "wake" } },
  ];

  // @ts-expect-error A timer calls no visit off.
  const byTimer: Command<Wish> = { ...place, cause: timer, wish: cancel };
  // @ts-expect-error Neither does the executor.
  const byExecutor: Command<Wish> = { ...place, cause: executor, wish: cancel };
  // @ts-expect-error Money is not taken by it.
  const charging: Command<Wish> = { ...place, cause: executor, wish: charge };
  // @ts-expect-error Nor given back.
  const refunding: Command<Wish> = { ...place, cause: executor, wish: refund };
  // @ts-expect-error Nor said to have been paid.
  const claiming: Command<Wish> = { ...place, cause: executor, wish: paid };
  // @ts-expect-error Nobody is erased by it.
  const erasing: Command<Wish> = { ...place, cause: timer, wish: { kind: "erase" } };
  // @ts-expect-error A wish that may be any is one that may be a cancellation.
  const smuggling: Command<Wish> = { ...place, cause: executor, wish: any };

  // @ts-expect-error An event cannot even say that the system has called a visit off.
  const by: CancelledBy = "system";
  // @ts-expect-error A journey has no tool for it.
  const cancelTool: ToolName = "appointment.cancel";
  // @ts-expect-error Nor one that charges.
  const chargeTool: ToolName = "payment.charge";
  // @ts-expect-error Nor one that gives money back.
  const refundTool: ToolName = "payment.refund";
  // @ts-expect-error The intent of an execution opens and closes links; it has no third verb.
  const intent: PaymentIntent = { do: "charge", amountMinor: 1, currency: "USD" };
  // @ts-expect-error What follows from a commit tells a visit that it is confirmed, and nothing else.
  const told: Extract<Output, { kind: "tell_appointment" }>["wish"] = "cancel";

  const doors = [
    // @ts-expect-error The port of payments has no such door.
    payments.charge,
    // @ts-expect-error Nor this one.
    payments.refund,
    // @ts-expect-error A carrier sends texts.
    messenger.cancel,
    // @ts-expect-error A model answers questions.
    model.act,
  ];
  const commands = [byTimer, byExecutor, charging, refunding, claiming, erasing, smuggling];
  return [allowed, commands, by, cancelTool, chargeTool, refundTool, intent, told, doors];
};
