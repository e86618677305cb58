import { derive, type StreamName } from "#core/kernel/ids";
import type { OperatorCard } from "#core/operator/card";
import type { OperatorId } from "#core/task/events";
import { addOperator, removeOperator } from "#functions/operate-people";
import { oneOf } from "#test/simulation/chance";
import type { Parts } from "#test/simulation/providers";
import type { SimTenant } from "#test/simulation/tenants";
import { command } from "#test/simulation/workload";

const hourMs = 3_600_000;

/** Four businesses in five have somebody whose phone rings when there is something to do; some have two, some lose one. */
export const employ = (parts: Parts, spanMs: number): void => {
  const { world, tenants } = parts.universe;
  const dice = world.chance.dice("staff");
  for (const [index, tenant] of tenants.entries()) {
    if (dice() < 0.2) continue;
    const people = dice() < 0.4 ? 2 : 1;
    for (let number = 0; number < people; number++) {
      const key = `staff-${number}`;
      const quietHours = dice() < 0.7 ? oneOf(dice, nights) : null;
      const card = cardOf(tenant, { index, number, quietHours });
      world.plan(dice() * hourMs, () =>
        command(parts, tenant, key, (deps, operation) => addOperator(deps, operation, card)),
      );
      if (dice() > 0.25) continue;
      const operator = derive<StreamName>("operator", tenant.id, key) as string as OperatorId;
      world.plan((0.2 + 0.6 * dice()) * spanMs, () =>
        command(parts, tenant, `leaves-${number}`, (deps, operation) =>
          removeOperator(deps, operation, operator),
        ),
      );
    }
  }
};

const nights = [
  { from: "21:00", until: "07:00" },
  { from: "18:30", until: "09:00" },
];

type Who = Pick<OperatorCard, "quietHours"> & { readonly index: number; readonly number: number };

const cardOf = (
  { mark }: SimTenant,
  { index, number, quietHours }: Who,
): Omit<OperatorCard, "operator"> => ({
  name: `Otto ${mark}${number}`,
  phone: `+1404556${1000 + index * 100 + number}`,
  email: null,
  roles: number === 0 ? ["front_desk", "billing"] : ["owner"],
  notify: { low: "dashboard", medium: "text", high: "text" },
  quietHours,
});
