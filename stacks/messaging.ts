import type { Stack } from "aws-cdk-lib";
import { manifest } from "../manifest.ts";
import type { Ground } from "./ground.ts";
import { givenBackTo } from "./names.ts";
import { openDeadLetters, openQueue } from "./queue.ts";

/**
 * Every queue of the manifest with its dead letters; where a reader of the stream puts what it cannot take, and from where it
 * takes that once more.
 */
export const messaging = (stack: Stack, ground: Ground): void => {
  for (const { name } of manifest.queues) openQueue(stack, ground, name);
  for (const { reader } of manifest.streams) {
    openDeadLetters(stack, ground, reader);
    openQueue(stack, ground, givenBackTo(reader));
  }
};
