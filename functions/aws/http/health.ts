import { bareHouseIn, here } from "#functions/aws-bare";
import { create } from "#functions/http/health";
import { onHttp } from "#functions/on-http";

/** That it answers is all it says: it may do nothing, and how the rest is the alarms tell. */
export const on = (around: Parameters<typeof bareHouseIn>[0]) =>
  onHttp(bareHouseIn(around), create);

export const handler = on(here);
