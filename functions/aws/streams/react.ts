import type { Around } from "#functions/aws-around";
import { poisonAside, unreadableAside } from "#functions/aws-aside";
import { here, houseIn } from "#functions/aws-deps";
import { onStream } from "#functions/on-aws";
import { queuesOnAws } from "#functions/aws-queues";
import { create } from "#functions/streams/react";

export const on = (around: () => Around) =>
  onStream(houseIn(around, { queues: queuesOnAws }), "react", {
    create,
    inTurn: poisonAside("react", create),
    aside: unreadableAside("react"),
  });

export const handler = on(here);
