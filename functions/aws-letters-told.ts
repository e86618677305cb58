import type { AwsHouse } from "#functions/aws-house";

/** More than so many are as bad as so many. */
const mostCounted = 100;

/** Tells how many letters wait for somebody to look: what rings until somebody has. */
export const tellWaiting = async ({
  deps,
  letterRows,
  tenants,
}: Pick<AwsHouse, "deps" | "letterRows" | "tenants">): Promise<void> => {
  let waiting = 0;
  for (const tenant of await tenants()) waiting += await letterRows.waiting(tenant, mostCounted);
  deps.metrics.count("letters.waiting", {}, waiting);
};
