import type { TenantId } from "#core/kernel/ids";
import type { Around } from "#functions/aws-around";
import { bareOf } from "#functions/aws-bare";
import { onAws } from "#functions/aws-call";
import { groundPorts } from "#functions/aws-ground";
import type { BareHouse } from "#functions/aws-house";
import type { Deps } from "#functions/deps";
import type { SetUp } from "#functions/operate/set-up";

/** Called by a person with rights of their own: what they give is the event, and they wait for the answer. */
export const onOperator = <D extends Pick<Deps, "log" | "metrics">, Answer>(
  open: () => Promise<BareHouse<D>>,
  create: (deps: D) => (input: unknown) => Promise<Answer>,
) => onAws(open, ({ deps }, event: unknown) => create(deps)(event));

/** A house that can open doors, and has no pack: nobody is written to from here. */
export const settingUpIn =
  (surroundings: () => Around) => async (): Promise<BareHouse<SetUp & Pick<Deps, "metrics">>> => {
    const around = surroundings();
    const { deps, ...bare } = bareOf(around, await around.variables([]));
    const { ports, tenants: everyTenant } = groundPorts(around, deps);
    const { log, metrics } = deps;
    const { saveSettings, endpoints, vault } = ports;
    const { variables } = around;
    const makeKey = async (tenant: TenantId) => void (await vault.fingerprint(tenant, ""));
    const own = { saveSettings, endpoints, makeKey, everyTenant, variables };
    return { ...bare, deps: { log, metrics, ...own } };
  };
