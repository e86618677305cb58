import type { AppointmentFacts } from "#core/appointment/facts";
import { reviewPage } from "#core/appointment/review";
import type { BudgetLimits } from "#core/budget/decide";
import { customerFacts } from "#core/app/customer-facts";
import type { CommandDeps } from "#core/app/handle-command";
import type { CustomerId, StreamName, TenantId } from "#core/kernel/ids";
import type { Breakers } from "#core/ports/breakers";
import type { Cursors } from "#core/ports/cursors";
import type { Feed } from "#core/ports/event-store";
import type { LanguageModel } from "#core/ports/language-model";
import type { Leases } from "#core/ports/leases";
import type { Log } from "#core/ports/log";
import type { Messenger } from "#core/ports/messenger";
import type { Pace } from "#core/policy/pacing";
import type { Pacing } from "#core/ports/pacing";
import type { Payments } from "#core/ports/payments";
import type { Queues } from "#core/ports/queues";
import type { TaskRules } from "#core/task/rules";
import type { Tenants } from "#core/ports/tenants";
import type { TenantSettings } from "#core/tenant/settings";
import type { Timers } from "#core/ports/timers";
import type { Views } from "#core/ports/views";

/** Everything that the use cases reach the world through. Built once, at a composition root. */
export type App = CommandDeps & {
  readonly feed: Feed;
  readonly cursors: Cursors;
  readonly views: Views;
  readonly timers: Timers;
  readonly queues: Queues;
  readonly leases: Leases;
  readonly messenger: Messenger;
  readonly pacing: Pacing;
  readonly breakers: Breakers;
  /** What the carrier allows a sender of whom the tenant says nothing; `null` where it may go as fast as it can. */
  readonly senderPace: Pace | null;
  readonly payments: Payments;
  /** How often the payment service may be asked; left out where that is no matter. */
  readonly paymentsPace?: Pace | null;
  readonly tenants: Tenants;
  readonly pack: Pick<
    AppointmentFacts,
    "definitions" | "compose" | "minimumGapMs" | "sending" | "deposits"
  > & {
    /** What stands over an e-mail; where nothing is said, the name of the sender alone tells who writes. */
    readonly subject?: (settings: TenantSettings) => string;
    readonly tasks: TaskRules;
    /** How the pack is called, for people. */
    readonly about: { readonly name: string; readonly title: string; readonly version: string };
  };
  /** Where our pages are reached. */
  readonly publicUrl: () => string;
  readonly log: Log;
  /** The second stage of understanding answers; left out where there is none. */
  readonly reading?: Reading | undefined;
};

export type Reading = { readonly model: LanguageModel; readonly limits: BudgetLimits };

/** What an appointment's decisions may know besides its state. */
export const appointmentFacts = async (
  app: App,
  tenant: TenantId,
  stream: StreamName,
  booked: CustomerId | null = null,
) => ({
  ...app.pack,
  stream,
  reviewPage: reviewPage(app.publicUrl(), tenant, stream) ?? undefined,
  settings: await app.tenants.settings(tenant),
  ...(await customerFacts(app, tenant, stream, booked)),
});
