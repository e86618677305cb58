import type { Stack } from "aws-cdk-lib";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { CfnEventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { manifestAws } from "../manifest-aws.ts";
import { allow } from "./allow.ts";
import { openFunction } from "./function.ts";
import { type Ground, queueArn } from "./ground.ts";
import { deadLetterQueues } from "./names.ts";
import { concurrencyIn } from "./sizes.ts";
import { constructId } from "./stages.ts";
import { encryptsMessages, takesMessages } from "./statements.ts";

type Parts = { readonly ground: Ground; readonly publicUrl: string; readonly commits: Table };

/**
 * Every queue of dead letters has the same consumer, which puts what comes on the list. Nobody else may take from them:
 * where it fails, the message stays, and comes again for 14 days.
 */
export const keepLetters = (stack: Stack, { ground, publicUrl, commits }: Parts): void => {
  const name = manifestAws.letters.function;
  const arns = deadLetterQueues.map((queue) => queueArn({ stack, stage: ground.stage }, queue));
  const door = openFunction(stack, ground, name, {
    publicUrl,
    more: [
      takesMessages(arns),
      // A reader puts aside where in the stream a commit stands, and not which it is.
      allow(
        "ReadsTheStream",
        ["dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        [commits.tableStreamArn ?? ""],
      ),
      encryptsMessages(ground.messagesKey),
    ],
  });
  for (const [index, queue] of deadLetterQueues.entries())
    new CfnEventSourceMapping(stack, `${constructId(queue)}Source`, {
      functionName: door.functionArn,
      eventSourceArn: arns[index],
      batchSize: 10,
      scalingConfig: { maximumConcurrency: concurrencyIn(ground.stage, name) },
    });
};
