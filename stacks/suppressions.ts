/** One finding that stays, and who answers for it. */
export type Suppression = {
  readonly rule: string;
  /** Of the construct's path, which begins with the stack's name: `api/HttpHealth/Resource`. */
  readonly where: RegExp;
  /** Of a rule that has several findings for one thing, the one that is meant. */
  readonly finding?: RegExp;
  /** Every stage where nothing else is said. */
  readonly stages?: "all but production" | "production only" | "production and staging";
  readonly reason: string;
  readonly owner: "data protection" | "operations" | "security";
};

/** What cdk-nag finds, and why it stays. One that silences nothing any more fails the tests. */
export const suppressions: readonly Suppression[] = [
  ...[
    "AwsSolutions-DDB3",
    "HIPAA.Security-DynamoDBPITREnabled",
    "HIPAA.Security-DynamoDBInBackupPlan",
  ].map(
    (rule): Suppression => ({
      rule,
      where: /^data\/Keys\/Resource$/,
      reason: "Deleting a key erases its customer: a backup would bring the customer back",
      owner: "data protection",
    }),
  ),
  {
    rule: "HIPAA.Security-DynamoDBInBackupPlan",
    where: /^data\/(?:Commits|Views)\/Resource$/,
    stages: "all but production",
    reason:
      "No stage but production holds anything worth a copy, and a vault with copies cannot be removed",
    owner: "operations",
  },
  ...["AwsSolutions-SMG4", "HIPAA.Security-SecretsManagerRotationEnabled"].map(
    (rule): Suppression => ({
      rule,
      where: /^data\/\w+Secret\/Resource$/,
      reason:
        "The provider gives these out, and only a person at the provider's site can change them",
      owner: "security",
    }),
  ),
  {
    rule: "AwsSolutions-IAM4",
    where: /^data\/BackupPlan\/Tables\/Role\/Resource$/,
    finding: /service-role\/AWSBackupServiceRolePolicyForBackup$/,
    stages: "production only",
    reason:
      "AWS Backup's own policy; it changes with the service, and reaches what the plan selects",
    owner: "operations",
  },
  {
    rule: "AwsSolutions-SQS3",
    where: /^(?:messaging|timers)\/\w+Dead\/Resource$/,
    reason:
      "It is where dead letters end: of a stream, a rule or a schedule, which name it themselves",
    owner: "operations",
  },
  {
    rule: "HIPAA.Security-LambdaDLQ",
    where: /^(?:api\/Http|workers\/(?:Streams|Queues|Operate)|workers\/TimersWake)\w*\/Resource$/,
    reason:
      "Nobody calls it and goes away: a caller gets its error, a queue and a stream have dead letters of their own",
    owner: "operations",
  },
  {
    rule: "HIPAA.Security-LambdaInsideVPC",
    where: /^(?:api|workers)\/(?:Http|Streams|Queues|Timers|Operate)\w*\/Resource$/,
    reason:
      "It reaches AWS by its role and providers over the internet; a VPC would add a way out to guard, and hide nothing",
    owner: "security",
  },
  {
    rule: "AwsSolutions-APIG4",
    where: /^api\/RoutePOSTV1Webhooks\w+$/,
    reason:
      "The provider's signature over the raw bytes is checked in the function; no authorizer sees the bytes",
    owner: "security",
  },
  {
    rule: "AwsSolutions-APIG4",
    where: /^api\/Route(?:ALLV1|POSTV1Synchronise\w*)$/,
    reason:
      "The bearer token names the business and is checked in the function, against what the business has given out",
    owner: "security",
  },
  {
    rule: "AwsSolutions-APIG4",
    where: /^api\/Route(?:GET|HEAD)RBusinessVisit$/,
    reason:
      "A customer follows it from a text; it leads on to a page that the business has chosen, and tells nothing of anybody",
    owner: "security",
  },
  {
    rule: "AwsSolutions-APIG4",
    where: /^api\/RouteGETHealth$/,
    reason: "Says that the process answers, and nothing else; it has no rights",
    owner: "operations",
  },
  {
    rule: "AwsSolutions-IAM5",
    where: /^workers\/(?:StreamsReact|TimersWake|TimersSweep)May\/Resource$/,
    finding: /:schedule\/aro-[\w-]+-schedules\/\*$/,
    reason: "A schedule's name is made when it is planned; the group, which is ours, is named",
    owner: "security",
  },
  {
    rule: "AwsSolutions-IAM5",
    where: /^workers\/Streams(?:React|Project)May\/Resource$/,
    finding: /^Resource::\*$/,
    reason: "dynamodb:ListStreams, which Lambda asks for, knows no resource",
    owner: "security",
  },
  {
    rule: "AwsSolutions-IAM5",
    where: /^release\/ReleaserMay\/Resource$/,
    finding: /:alarm:\*$/,
    stages: "production and staging",
    reason:
      "It asks for the alarms of its stage by the beginning of their names, which IAM takes for a question about all; it changes none",
    owner: "operations",
  },
  {
    rule: "AwsSolutions-IAM5",
    where: /^release\/ReleaserMay\/Resource$/,
    finding: /^Resource::\*$/,
    stages: "production and staging",
    reason:
      "Delivering the log of a state machine and its traces: neither service knows a resource in these calls",
    owner: "security",
  },
];
