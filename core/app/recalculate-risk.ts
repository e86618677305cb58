import type { App } from "#core/app/app";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { type OwnTurns, ownTurns } from "#core/app/own-turns";
import { customerDecider } from "#core/customer/decide";
import { riskNews } from "#core/customer/risk";
import {
  as,
  type CausationId,
  type CustomerId,
  customerStream,
  derive,
  type TenantId,
} from "#core/kernel/ids";
import type { Actor } from "#core/kernel/message";
import { customersView } from "#core/views/customer-row";

/** How far a recalculation has come. `last` is where the next one may go on. */
export type RiskProgress = {
  readonly looked: number;
  readonly changed: number;
  readonly last: CustomerId | null;
};

type Recalculation = {
  readonly tenant: TenantId;
  /** Names the commands: the same name again finds what was done. */
  readonly name: string;
  readonly actor: Actor;
  /** Goes on behind this customer. */
  readonly after?: CustomerId | null;
  /** Stops after so many; where nothing is said, at the end of the list. */
  readonly most?: number;
  readonly onProgress?: (progress: RiskProgress) => void;
};

const pageSize = 200;
/** So often the machine may turn to something else: requests go before arithmetic. */
const breatheEvery = 20;

/**
 * Works out the risk of every customer anew, in the order of their ids, page by page. Only what says
 * something else than before is written, so that it may be stopped and repeated at any moment. A customer whom nobody
 * can read is passed over.
 */
export const recalculateRisk = async (app: App, wish: Recalculation): Promise<RiskProgress> => {
  const { tenant, onProgress, after = null, most = Number.POSITIVE_INFINITY } = wish;
  const turns = ownTurns(app, tenant, "risk.passed_over");
  let progress: RiskProgress = { looked: 0, changed: 0, last: after };
  while (progress.looked < most) {
    const limit = Math.min(pageSize, most - progress.looked);
    const page = await customersAfter(app, tenant, progress.last, limit);
    progress = await recalculatePage(app, { ...wish, turns }, page, progress);
    if (page.length > 0) onProgress?.(progress);
    if (page.length < limit) break;
  }
  return progress;
};

const recalculatePage = async (
  app: App,
  wish: Recalculation & { readonly turns: OwnTurns },
  page: readonly CustomerId[],
  before: RiskProgress,
): Promise<RiskProgress> => {
  let { looked, changed, last } = before;
  for (const customer of page) {
    await wish.turns.take(customerStream(customer), async () => {
      if (await recalculateCustomer(app, { ...wish, customer })) changed += 1;
    });
    looked += 1;
    last = customer;
    if (looked % breatheEvery === 0) await app.pause(0);
  }
  return { looked, changed, last };
};

/**
 * One customer; answers whether the risk says something else now. Facts alone are enough to see that
 * nothing has changed, which is so for nearly everybody, nearly every night.
 */
export const recalculateCustomer = async (
  app: App,
  wish: Pick<Recalculation, "tenant" | "name" | "actor"> & { readonly customer: CustomerId },
): Promise<boolean> => {
  const { tenant, customer, name, actor } = wish;
  const stream = customerStream(customer);
  const { commits } = await app.store.readFacts(tenant, stream);
  if (riskNews(stateAfter(customerDecider, commits)).length === 0) return false;

  const handled = await handleCommand(
    app,
    customerDecider,
    {
      tenant,
      stream,
      commandId: as(`risk:${name}`),
      cause: {
        correlationId: null,
        causationId: as<CausationId>(derive("risk", stream, name)),
        actor,
      },
      wish: { kind: "assess_risk" },
    },
    {},
  );
  if (handled.kind === "refused")
    app.log.warn("risk.refused", { stream, code: handled.refusal.code });
  return handled.kind === "committed";
};

const customersAfter = async (
  app: App,
  tenant: TenantId,
  after: CustomerId | null,
  limit: number,
): Promise<readonly CustomerId[]> => {
  const items = await app.views.range(tenant, {
    view: customersView,
    index: "index2",
    // All ids are equally long, so this text stands right behind the id and before the next one.
    from: after === null ? "" : `${after}0`,
    to: "~",
    limit,
  });
  return items.map(({ key }) => as<CustomerId>(key));
};
