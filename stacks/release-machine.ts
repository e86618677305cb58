type State = { readonly [key: string]: unknown; readonly Type: string };
export type Machine = {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
};

/** How much of the traffic new code gets, in turn, and for how many minutes the alarms are watched after each. */
export const steps = [
  { state: "GiveFive", weight: 0.05, minutes: 10 },
  { state: "GiveTwentyFive", weight: 0.25, minutes: 10 },
  { state: "GiveAll", weight: 1, minutes: 10 },
] as const;

/**
 * A release in the language of Step Functions (JSONata). It publishes what was deployed, moves traffic in steps,
 * asks the alarms once a minute, and takes all of it back as soon as one rings, or a step fails.
 *
 * It does not start while an alarm rings: nobody could tell the new ringing from the old.
 */
export const releaseMachine = (over: {
  readonly functions: readonly string[];
  /** Of every alarm of the stage. */
  readonly alarmPrefix: string;
  readonly ignored: readonly string[];
}): Machine & { readonly Comment: string; readonly QueryLanguage: "JSONata" } => ({
  Comment: "Moves traffic to what was deployed, and back where an alarm rings",
  QueryLanguage: "JSONata",
  StartAt: "AskBefore",
  States: {
    AskBefore: askAlarms(over, "IsQuietBefore"),
    IsQuietBefore: {
      Type: "Choice",
      Choices: [{ Condition: "{% $rings %}", Next: "NotStarted" }],
      Default: "Publish",
    },
    NotStarted: {
      Type: "Fail",
      Error: "AlarmRangBefore",
      Cause: "An alarm rings already: find out why, or name it in despite",
    },
    Publish: publish(over.functions),
    IsAnythingNew: {
      Type: "Choice",
      Choices: [{ Condition: "{% $count($moving) = 0 %}", Next: "Released" }],
      Default: steps[0].state,
    },
    ...Object.assign(
      {},
      ...steps.map((step, n) => taken(step, steps[n + 1]?.state ?? "Released", over)),
    ),
    // One that cannot be moved (somebody has deleted it) keeps no other from going back.
    TakeBack: {
      ...forEachMoving(
        "Move",
        { ...moveTo("{% $states.input.live %}", {}), Catch: namedAsLeft },
        { Left: { Type: "Pass", End: true } },
      ),
      Assign: { left: "{% [$states.result.left] %}" },
      Next: "IsAllBack",
    },
    IsAllBack: {
      Type: "Choice",
      Choices: [{ Condition: "{% $count($left) > 0 %}", Next: "NotAllTakenBack" }],
      Default: "TakenBack",
    },
    NotAllTakenBack: {
      Type: "Fail",
      Error: "NotAllTakenBack",
      Cause: "Some functions could not be moved back: the output of TakeBack names them as left",
    },
    TakenBack: {
      Type: "Fail",
      Error: "TakenBack",
      Cause: "An alarm rang, or a step failed: all traffic is back at what it was",
    },
    Released: { Type: "Succeed" },
  },
});

/** One step: give, then each minute wait and ask, until its time is over or something rings. */
const taken = (
  { state, weight, minutes }: (typeof steps)[number],
  next: string,
  over: Watched,
): Readonly<Record<string, State>> => ({
  [state]: {
    ...forEachMoving(
      "Move",
      weight === 1
        ? moveTo("{% $states.input.version %}", {})
        : moveTo("{% $states.input.live %}", `{% { $states.input.version: ${weight} } %}`),
    ),
    Assign: { minutes: 0 },
    Catch: takeBack,
    Next: `${state}Wait`,
  },
  [`${state}Wait`]: { Type: "Wait", Seconds: 60, Next: `${state}Ask` },
  [`${state}Ask`]: {
    ...askAlarms(over, `${state}Judge`, { minutes: "{% $minutes + 1 %}" }),
    Catch: takeBack,
  },
  [`${state}Judge`]: {
    Type: "Choice",
    Choices: [
      { Condition: "{% $rings %}", Next: "TakeBack" },
      { Condition: `{% $minutes < ${minutes} %}`, Next: `${state}Wait` },
    ],
    Default: next,
  },
});

const takeBack = [{ ErrorEquals: ["States.ALL"], Next: "TakeBack" }];

const retried = [
  { ErrorEquals: ["States.ALL"], IntervalSeconds: 2, MaxAttempts: 5, BackoffRate: 2 },
];

type Watched = { readonly alarmPrefix: string; readonly ignored: readonly string[] };

/** Besides what is always ignored, whoever starts a release may name alarms that it mends: `{"despite": ["…"]}`. */
const askAlarms = ({ alarmPrefix, ignored }: Watched, next: string, more: object = {}): State => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:cloudwatch:describeAlarms",
  Arguments: { AlarmNamePrefix: alarmPrefix, StateValue: "ALARM", AlarmTypes: ["MetricAlarm"] },
  Assign: {
    rings: `{% $count($states.result.MetricAlarms[$not(AlarmName in $append(${JSON.stringify(ignored)}, $states.context.Execution.Input.despite))]) > 0 %}`,
    ...more,
  },
  Retry: retried,
  Next: next,
});

/** What is published but is what already runs (nothing was deployed for it) stays out of the release. */
const publish = (functions: readonly string[]): State => ({
  Type: "Map",
  Items: functions,
  MaxConcurrency: 4,
  ItemProcessor: {
    ProcessorConfig: { Mode: "INLINE" },
    StartAt: "PublishVersion",
    States: {
      PublishVersion: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:lambda:publishVersion",
        Arguments: { FunctionName: "{% $states.input %}" },
        Assign: { name: "{% $states.input %}", version: "{% $states.result.Version %}" },
        Retry: retried,
        Next: "AskWhatRuns",
      },
      AskWhatRuns: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:lambda:getAlias",
        Arguments: { FunctionName: "{% $name %}", Name: "live" },
        Output: {
          name: "{% $name %}",
          version: "{% $version %}",
          live: "{% $states.result.FunctionVersion %}",
        },
        Retry: retried,
        End: true,
      },
    },
  },
  // The brackets keep a list of one a list.
  Assign: { moving: "{% [$states.result[version != live]] %}" },
  Next: "IsAnythingNew",
});

const forEachMoving = (state: string, task: State, others: Machine["States"] = {}): State => ({
  Type: "Map",
  Items: "{% $moving %}",
  MaxConcurrency: 4,
  ItemProcessor: {
    ProcessorConfig: { Mode: "INLINE" },
    StartAt: state,
    States: { [state]: task, ...others },
  },
});

const namedAsLeft = [
  { ErrorEquals: ["States.ALL"], Output: "{% { 'left': $states.input.name } %}", Next: "Left" },
];

const moveTo = (version: string, weights: string | object): State => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:lambda:updateAlias",
  Arguments: {
    FunctionName: "{% $states.input.name %}",
    Name: "live",
    FunctionVersion: version,
    RoutingConfig: { AdditionalVersionWeights: weights },
  },
  Retry: retried,
  End: true,
});
