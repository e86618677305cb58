import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { onBuried } from "#functions/on-aws";
import { create } from "#functions/queues/keep-letters";

export const on = (around: () => Around) =>
  onBuried(houseIn(around), (deps, { letterRows: { keep }, tenants }) =>
    create({ ...deps, keep, ours: async () => (await tenants())[0] ?? deps.localTenant }),
  );

export const handler = on(here);
