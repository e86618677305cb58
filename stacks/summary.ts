type Resource = { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> };
export type Template = { readonly Resources: Readonly<Record<string, Resource>> };
export type Templates = Readonly<Record<string, Template>>;

/** What a stage would contain, as far as a person asks. */
export type Summary = {
  readonly stacks: Readonly<
    Record<
      string,
      { resources: number; kilobytes: number; kinds: Readonly<Record<string, number>> }
    >
  >;
  readonly functions: readonly {
    name: string;
    memoryMb: number;
    timeoutSeconds: number;
    concurrency: number;
    isStandIn: boolean;
  }[];
  readonly queues: readonly { name: string; visibilitySeconds: number; isDeadLetters: boolean }[];
  readonly alarms: readonly string[];
};

export const summarise = (templates: Templates): Summary => ({
  stacks: Object.fromEntries(
    Object.entries(templates).map(([name, template]) => [
      name,
      {
        resources: Object.keys(template.Resources).length,
        kilobytes: Math.ceil(JSON.stringify(template).length / 1024),
        kinds: kindsIn(template),
      },
    ]),
  ),
  functions: allOf(templates, "AWS::Lambda::Function").map((properties) => ({
    name: String(properties["FunctionName"]),
    memoryMb: Number(properties["MemorySize"]),
    timeoutSeconds: Number(properties["Timeout"]),
    concurrency: Number(properties["ReservedConcurrentExecutions"]),
    isStandIn: String(properties["Handler"]).startsWith("stacks/"),
  })),
  queues: allOf(templates, "AWS::SQS::Queue").map((properties) => ({
    name: String(properties["QueueName"]),
    visibilitySeconds: Number(properties["VisibilityTimeout"] ?? 30),
    isDeadLetters: String(properties["QueueName"]).endsWith("-dead"),
  })),
  alarms: allOf(templates, "AWS::CloudWatch::Alarm").map((properties) =>
    String(properties["AlarmName"]),
  ),
});

const kindsIn = ({ Resources }: Template): Readonly<Record<string, number>> => {
  const kinds: Record<string, number> = {};
  for (const { Type } of Object.values(Resources)) kinds[Type] = (kinds[Type] ?? 0) + 1;
  return Object.fromEntries(Object.entries(kinds).toSorted(([, a], [, b]) => b - a));
};

const allOf = (templates: Templates, kind: string): readonly Readonly<Record<string, unknown>>[] =>
  Object.values(templates)
    .flatMap(({ Resources }) => Object.values(Resources))
    .filter(({ Type }) => Type === kind)
    .map(({ Properties = {} }) => Properties);

/** The same, to be read. */
export const told = (stage: string, summary: Summary): string => {
  const { stacks, functions, queues, alarms } = summary;
  const standIns = functions.filter(({ isStandIn }) => isStandIn).length;
  return [
    `\n${stage}`,
    ...Object.entries(stacks).flatMap(([name, { resources, kilobytes, kinds }]) => [
      `  ${name}: ${resources} resources, ${kilobytes} KB`,
      ...Object.entries(kinds).map(([kind, count]) => `    ${String(count).padStart(4)}  ${kind}`),
    ]),
    `  functions: ${functions.length}${standIns === 0 ? "" : `, ${standIns} of them stand-ins`}`,
    ...functions.map(
      (one) =>
        `    ${one.name}: ${one.memoryMb} MB, ${one.timeoutSeconds} s, at most ${one.concurrency} at once`,
    ),
    `  queues: ${queues.length}`,
    ...queues.map(({ name, visibilitySeconds, isDeadLetters }) =>
      isDeadLetters ? `    ${name}` : `    ${name}: out of sight for ${visibilitySeconds} s`,
    ),
    `  alarms: ${alarms.length}`,
    ...alarms.map((name) => `    ${name}`),
  ].join("\n");
};
