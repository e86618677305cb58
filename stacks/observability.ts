import type { Stack } from "aws-cdk-lib";
import {
  type Alarm as CdkAlarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IWidget,
  PeriodOverride,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { alarmsOf, metricOf, openAlarm, watchedBy } from "./alarms.ts";
import type { Ground } from "./ground.ts";
import { constructId, nameIn, type Stage } from "./stages.ts";

/** Every alarm of the manifest, whom they tell, and one page that shows them with what they watch. */
export const observability = (
  stack: Stack,
  { ground, apiId }: { readonly ground: Ground; readonly apiId: string },
): void => {
  const { stage } = ground;
  const topic = openTopic(stack, ground);
  const opened = alarmsOf(stage).map((alarm) => {
    const watched = watchedBy(alarm, stage, apiId);
    return {
      alarm,
      watched,
      alarms: watched.map((one) => openAlarm(stack, { stage, topic }, alarm, one)),
    };
  });

  const dashboard = new Dashboard(stack, "Dashboard", {
    dashboardName: nameIn(stage, "house"),
    periodOverride: PeriodOverride.INHERIT,
  });
  dashboard.addWidgets(heading(stage));
  dashboard.addWidgets(status(opened.flatMap(({ alarms }) => alarms)));
  dashboard.addWidgets(
    ...opened.map(
      ({ alarm, watched }): IWidget =>
        new GraphWidget({
          title: alarm.name,
          width: 8,
          height: 6,
          left: watched.map((one) => metricOf(alarm, one).with({ label: one.thing ?? "house" })),
          leftAnnotations: [{ value: alarm.rings.threshold, label: "rings" }],
        }),
    ),
  );
};

/** Nobody is subscribed by a template: whose address that is, is said once, by hand (docs/operating/deploying.md). */
const openTopic = (stack: Stack, { stage, messagesKey }: Ground): Topic => {
  const topic = new Topic(stack, constructId("alarms"), {
    topicName: nameIn(stage, "alarms"),
    displayName: `ARO ${stage.name}`,
    masterKey: messagesKey,
    enforceSSL: true,
  });
  topic.addToResourcePolicy(
    new PolicyStatement({
      sid: "AlarmsSpeak",
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: { StringEquals: { "aws:SourceAccount": stack.account } },
    }),
  );
  return topic;
};

const heading = (stage: Stage): IWidget =>
  new TextWidget({
    width: 24,
    height: 2,
    markdown: `# ARO, ${stage.name}\nEach alarm has a page in docs/operating/alarms. A release watches them all.`,
  });

const status = (alarms: readonly CdkAlarm[]): IWidget =>
  new AlarmStatusWidget({
    width: 24,
    height: Math.ceil(alarms.length / 8) + 1,
    alarms: [...alarms],
  });
