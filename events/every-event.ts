import type { AliasEvent } from "#core/alias/decide";
import type { AppointmentStreamEvent } from "#core/appointment/journeys";
import type { BudgetEvent } from "#core/budget/decide";
import type { ConservationEvent } from "#core/conservation/decide";
import type { CustomerEvent } from "#core/customer/events";
import type { IntakeEvent } from "#core/intake/decide";
import type { OperatorEvent } from "#core/operator/events";
import type { NightEvent } from "#core/risk/night";
import type { SenderEvent } from "#core/sender/decide";
import type { HandlingEvent } from "#core/task/events";
import type { TenantEvent } from "#core/tenant/operators";

/** Every event that a commit may hold. Each has its schema in `schema/`, and what was ever stored of it in `samples/`. */
export type EveryEvent =
  | AppointmentStreamEvent
  | CustomerEvent
  | AliasEvent
  | IntakeEvent
  | ConservationEvent
  | BudgetEvent
  | NightEvent
  | SenderEvent
  | HandlingEvent
  | OperatorEvent
  | TenantEvent;
