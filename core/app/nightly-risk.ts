import type { App } from "#core/app/app";
import { handleCommand, stateAfter } from "#core/app/handle-command";
import { recalculateRisk } from "#core/app/recalculate-risk";
import { as, type CausationId, derive, type TenantId } from "#core/kernel/ids";
import { wallClock } from "#core/kernel/time";
import { nightDecider, nightStream, type NightState } from "#core/risk/night";

/** Three o'clock at night, where the business is: after the evening's visits are completed. */
const beginsAtMinute = 3 * 60;
/** So many customers at a time; then it is written down how far it has come. */
const stretch = 1_000;

const actor = { kind: "system", name: "nightly-risk" } as const;

/**
 * `too_early`: today's night is still to come. `over`: it was done before, by whomever. `stopped`: somebody
 * else is at it, or the log is too busy; the next call goes on.
 */
export type Night =
  | { readonly kind: "too_early" | "over" | "stopped" }
  | { readonly kind: "done"; readonly looked: number; readonly changed: number };

/**
 * Recalculates every customer's risk once a night, from three o'clock on by the clock of the business. A
 * machine that is off at night does it when it is on again. Called as often as one likes: what is done is
 * done, and what was begun goes on where it stopped.
 */
export const nightlyRisk = async (app: App, tenant: TenantId): Promise<Night> => {
  const { zone } = await app.tenants.settings(tenant);
  const { date, minuteOfDay } = wallClock(app.clock.now(), zone);
  if (minuteOfDay < beginsAtMinute) return { kind: "too_early" };

  let state = await nightOf(app, tenant, date);
  if (state.isOver) return { kind: "over" };
  while (!state.isOver) {
    const before = state;
    await walk(app, { tenant, date, state });
    state = await nightOf(app, tenant, date);
    if (!state.isOver && state.after === before.after) return { kind: "stopped" };
  }
  const { looked, changed } = state;
  app.log.info("risk.recalculated", { tenant, looked, changed });
  return { kind: "done", looked, changed };
};

type Stretch = { readonly tenant: TenantId; readonly date: string; readonly state: NightState };

const walk = async (app: App, { tenant, date, state }: Stretch): Promise<void> => {
  const from = state.after;
  const { looked, changed, last } = await recalculateRisk(app, {
    tenant,
    name: `night:${date}`,
    actor,
    after: from,
    most: stretch,
  });
  const stream = nightStream(date);
  const name = `after:${from ?? "nobody"}`;
  await handleCommand(
    app,
    nightDecider,
    {
      tenant,
      stream,
      commandId: as(name),
      cause: {
        correlationId: null,
        causationId: as<CausationId>(derive("night", stream, name)),
        actor,
      },
      wish: { kind: "go_on", from, after: last, looked, changed, isLast: looked < stretch },
    },
    {},
  );
};

const nightOf = async (app: App, tenant: TenantId, date: string): Promise<NightState> => {
  const { commits } = await app.store.readFacts(tenant, nightStream(date));
  return stateAfter(nightDecider, commits);
};
