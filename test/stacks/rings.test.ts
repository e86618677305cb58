import { describe, expect, it } from "vitest";
import { manifestAws } from "../../manifest-aws.ts";
import {
  dev,
  listed,
  type Placed,
  production,
  resourcesOf,
  spelled,
} from "#test/stacks/synthesised";

type Dimension = { readonly Name: string; readonly Value: unknown };

const alarmsIn = (stage: typeof production) => resourcesOf(stage, "AWS::CloudWatch::Alarm");

const alarmOn = (metric: string, thing: unknown): Placed | undefined =>
  alarmsIn(production).find(
    ({ Properties }) =>
      Properties["MetricName"] === metric &&
      listed(Properties["Dimensions"] as Dimension).some(({ Value }) => Value === thing),
  );

const queueNames = resourcesOf(production, "AWS::SQS::Queue").map(({ Properties }) =>
  String(Properties["QueueName"]),
);

describe("what could not be done", () => {
  const deadLetters = queueNames.filter((name) => name.endsWith("-dead"));

  it("comes to a queue of its own, which rings where nobody keeps it", () => {
    expect(deadLetters).toHaveLength(11);
    for (const name of deadLetters)
      expect(alarmOn("ApproximateNumberOfMessagesVisible", name)?.Properties).toMatchObject({
        Threshold: 1,
        DatapointsToAlarm: 3,
        EvaluationPeriods: 5,
        Period: 60,
      });
  });

  it("is kept from every such queue by one function, and rings until somebody has looked", () => {
    const mappings = resourcesOf(production, "AWS::Lambda::EventSourceMapping");
    for (const name of deadLetters) {
      const mapping = mappings.find(({ Properties }) =>
        spelled(Properties["EventSourceArn"]).endsWith(name),
      );
      expect(spelled(mapping?.Properties["FunctionName"])).toContain("QueuesKeepLetters");
      // One that fails has failed, and the function's errors ring.
      expect(mapping?.Properties["FunctionResponseTypes"]).toBeUndefined();
    }
    expect(alarmOn("letters.waiting", "aro-production")?.Properties).toMatchObject({
      Threshold: 1,
      EvaluationPeriods: 1,
      Statistic: "Maximum",
    });
  });

  it("leaves no queue, stream, rule or schedule without one", () => {
    const sources = resourcesOf(production, "AWS::SQS::Queue").filter(
      ({ Properties }) => !String(Properties["QueueName"]).endsWith("-dead"),
    );
    for (const { Properties } of sources)
      expect(Properties["RedrivePolicy"]).toMatchObject({ maxReceiveCount: 8 });

    const named = (kind: string) => JSON.stringify(resourcesOf(production, kind));
    for (const reader of ["react", "project"])
      expect(named("AWS::Lambda::EventSourceMapping")).toContain(`aro-production-${reader}-dead`);
    for (const clock of ["every-minute", "every-quarter-hour", "every-six-hours"]) {
      expect(named("AWS::Events::Rule")).toContain(`aro-production-${clock}-dead`);
      expect(named("AWS::Lambda::Function")).toContain(`aro-production-${clock}-dead`);
    }
    expect(named("AWS::Lambda::Function")).toContain("aro-production-schedules-dead");
    for (const stage of [production, dev])
      expect(
        resourcesOf(stage, "AWS::Lambda::EventInvokeConfig").map(
          ({ Properties }) => Properties["MaximumRetryAttempts"],
        ),
      ).toEqual([1, 1, 1]);
  });

  it("is taken by the dead letters of one queue from that queue alone, and from no queue where it was sent", () => {
    for (const { Properties } of resourcesOf(production, "AWS::SQS::Queue")) {
      const name = String(Properties["QueueName"]);
      const source = name.replace(/-dead$/, "");
      const allowed = Properties["RedriveAllowPolicy"] as {
        readonly redrivePermission: string;
        readonly sourceQueueArns?: readonly unknown[];
      };
      const isSource = source !== name && queueNames.includes(source);
      expect([name, allowed.redrivePermission]).toEqual([name, isSource ? "byQueue" : "denyAll"]);
      const sources = (allowed.sourceQueueArns ?? []).map(spelled);
      expect(sources.map((arn) => arn.split(":").at(-1))).toEqual(isSource ? [source] : []);
    }
  });

  it("is kept longer than what waits, and comes into sight after six time-outs", () => {
    for (const { Properties } of resourcesOf(production, "AWS::SQS::Queue")) {
      const days = Number(Properties["MessageRetentionPeriod"]) / 86_400;
      expect(days).toBe(String(Properties["QueueName"]).endsWith("-dead") ? 14 : 4);
    }
    const timeouts = new Map(
      resourcesOf(production, "AWS::Lambda::Function").map(({ id, Properties }) => [
        id,
        Number(Properties["Timeout"]),
      ]),
    );
    for (const { Properties } of resourcesOf(production, "AWS::Lambda::EventSourceMapping")) {
      const queue = resourcesOf(production, "AWS::SQS::Queue").find((one) =>
        spelled(Properties["EventSourceArn"]).endsWith(String(one.Properties["QueueName"])),
      );
      if (queue === undefined) continue; // A stream.
      const door = spelled(Properties["FunctionName"]).replace("Live", "").slice(2, -9);
      const timeout = [...timeouts].find(([id]) => id.startsWith(door))?.[1] ?? Number.NaN;
      expect(Number(queue.Properties["VisibilityTimeout"])).toBeGreaterThanOrEqual(6 * timeout);
    }
  });
});

describe("an alarm", () => {
  it("is there for each thing that the manifest says rings, and tells the topic", () => {
    const rung = new Set(
      alarmsIn(production).map(({ Properties }) =>
        String(Properties["AlarmName"]).replace("aro-production-", "").replace(/\..*/, ""),
      ),
    );

    expect([...rung]).toEqual(manifestAws.alarms.map(({ name }) => name));
    for (const { Properties } of alarmsIn(production)) {
      expect(spelled(Properties["AlarmActions"])).toMatch(/^\$\{Alarms/);
      expect(Properties["AlarmDescription"]).toMatch(/^docs\/operating\/alarms\/[\w-]+\.md$/);
    }
  });

  it("watches each stream's reader and each function", () => {
    for (const reader of ["react", "project"])
      expect(alarmOn("IteratorAge", `aro-production-streams-${reader}`)).toBeDefined();
    for (const { Properties } of resourcesOf(production, "AWS::Lambda::Function")) {
      expect(alarmOn("Errors", Properties["FunctionName"])).toBeDefined();
      expect(alarmOn("Throttles", Properties["FunctionName"])).toBeDefined();
    }
  });

  it("rings for silence where silence is the fault, and only where somebody should be heard", () => {
    const silent = (stage: typeof production) =>
      alarmsIn(stage)
        .filter(({ Properties }) => Properties["TreatMissingData"] === "breaching")
        .map(({ Properties }) => Properties["AlarmName"]);

    expect(silent(production)).toEqual([
      "aro-production-sweeper-silence",
      "aro-production-webhook-silence",
      "aro-production-chain-check",
    ]);
    expect(silent(dev)).toEqual([]);
  });

  it("rings where the sweeper does not come, who alone would tell of letters and of lost timers", () => {
    const rings = resourcesOf(production, "AWS::CloudWatch::Alarm").find(
      ({ Properties }) => Properties["AlarmName"] === "aro-production-sweeper-silence",
    );
    expect(rings?.Properties).toMatchObject({
      MetricName: "letters.waiting",
      Statistic: "SampleCount",
      ComparisonOperator: "LessThanThreshold",
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 2,
    });
  });

  it("is on one page with all others", () => {
    const body = JSON.stringify(
      resourcesOf(production, "AWS::CloudWatch::Dashboard")[0]?.Properties["DashboardBody"],
    );

    for (const { name } of manifestAws.alarms) expect(body).toContain(`\\"title\\":\\"${name}\\"`);
  });
});
