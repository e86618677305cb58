import { as, type CorrelationId } from "#core/kernel/ids";
import type { Deps } from "#functions/deps";
import { addOperator } from "#functions/operate-people";
import { tenant } from "#local/seed";

/** A number that no network gives to anybody: the sandbox has a phone for it. */
const examplePhone = "+14045550177";

/**
 * One example person with every role and a sandbox phone, so that it can be seen how tasks are told. Once: who has
 * been removed does not come back.
 */
export const seedOperator = async (deps: Deps): Promise<void> => {
  const correlationId = as<CorrelationId>("sandbox-example");
  const card = {
    name: "Sam Example",
    phone: examplePhone,
    email: null,
    roles: Object.keys(deps.pack.tasks.roles),
    notify: { high: "text", medium: "text", low: "dashboard" },
    quietHours: { from: "20:00", until: "07:00" },
  } as const;
  await addOperator(deps, { tenant, key: "example-operator", correlationId }, card);
};
