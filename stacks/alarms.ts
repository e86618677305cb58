import { Duration, type Stack } from "aws-cdk-lib";
import {
  Alarm as CdkAlarm,
  ComparisonOperator,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { manifest } from "../manifest.ts";
import { manifestAws } from "../manifest-aws.ts";
import { alarmNameIn, functionNameIn } from "./ground.ts";
import { type Alarm, deadLetterQueues, functionNames, queueNames } from "./names.ts";
import { constructId, dashed, nameIn, type Stage } from "./stages.ts";

export const alarmsOf = (stage: Stage): readonly Alarm[] =>
  manifestAws.alarms.filter(({ stages }) => stages === "all" || stage.isProduction);

/** One thing that an alarm watches; `null` is the house as a whole. */
export type Watched = {
  readonly thing: string | null;
  readonly dimensions: Record<string, string>;
};

export const watchedBy = (alarm: Alarm, stage: Stage, apiId: string): readonly Watched[] => {
  const queue = (thing: string) => ({ thing, dimensions: { QueueName: nameIn(stage, thing) } });
  const lambda = (thing: (typeof functionNames)[number]) => ({
    thing,
    dimensions: { FunctionName: functionNameIn(stage, thing) },
  });
  switch (alarm.of) {
    case "dead_letters":
      return deadLetterQueues.map(queue);
    case "queues":
      return queueNames.map(queue);
    case "streams":
      return manifest.streams.map((one) => lambda(one.function));
    case "functions":
      return functionNames.map(lambda);
    case "api":
      return [{ thing: null, dimensions: { ApiId: apiId } }];
    case "house":
      return [{ thing: null, dimensions: { service: `aro-${stage.name}` } }];
  }
};

const namespaces: Readonly<Record<Alarm["of"], string>> = {
  dead_letters: "AWS/SQS",
  queues: "AWS/SQS",
  streams: "AWS/Lambda",
  functions: "AWS/Lambda",
  api: "AWS/ApiGateway",
  house: "ARO",
};

export const metricOf = (alarm: Alarm, { dimensions }: Watched): Metric =>
  new Metric({
    namespace: namespaces[alarm.of],
    metricName: alarm.metric,
    dimensionsMap: dimensions,
    statistic: alarm.statistic,
    period: Duration.seconds(alarm.after.seconds),
  });

export const openAlarm = (
  stack: Stack,
  { stage, topic }: { readonly stage: Stage; readonly topic: ITopic },
  alarm: Alarm,
  watched: Watched,
): CdkAlarm => {
  const { rings, after } = alarm;
  const opened = new CdkAlarm(
    stack,
    constructId(`${alarm.name}-${dashed(watched.thing ?? "house")}`),
    {
      alarmName: alarmNameIn(stage, alarm.name, watched.thing),
      alarmDescription: `docs/operating/alarms/${alarm.name}.md`,
      metric: metricOf(alarm, watched),
      comparisonOperator:
        rings.when === "below"
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: rings.threshold,
      datapointsToAlarm: after.breaching,
      evaluationPeriods: after.of,
      treatMissingData:
        alarm.silence === "bad" ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    },
  );
  opened.addAlarmAction(new SnsAction(topic));
  opened.addOkAction(new SnsAction(topic));
  return opened;
};
