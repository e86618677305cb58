import type { Around } from "#functions/aws-around";
import { unreadableAside } from "#functions/aws-aside";
import { here, houseIn } from "#functions/aws-deps";
import { queuesOnAws } from "#functions/aws-queues";
import { onStream } from "#functions/on-aws";
import { create } from "#functions/streams/project";

/** The feed's positions are given here, too: nobody waits for them, and a table has two readers at most. */
export const on = (around: () => Around) =>
  onStream(houseIn(around, { queues: queuesOnAws }), "project", {
    create,
    first: ({ sequence }, commits) => sequence(commits),
    aside: unreadableAside("project"),
  });

export const handler = on(here);
