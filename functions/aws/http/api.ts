import type { Around } from "#functions/aws-around";
import { here, houseIn } from "#functions/aws-deps";
import { queuesOnAws } from "#functions/aws-queues";
import { create } from "#functions/http/api";
import { onHttp } from "#functions/on-http";

export const on = (around: () => Around) =>
  onHttp(houseIn(around, { queues: queuesOnAws }), create);

export const handler = on(here);
