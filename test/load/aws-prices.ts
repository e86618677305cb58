/**
 * List prices in us-east-1 in USD, as of 2026-11-21, without any free tier.
 *
 * `isRead`: read in a source of AWS itself. The others come from second-hand lists, or are not verified; each names
 * where to look.
 */
export const prices = {
  dynamodbWrite: {
    usd: 0.625e-6,
    isRead: true,
    source: "aws.amazon.com/dynamodb/pricing/on-demand",
  },
  dynamodbRead: {
    usd: 0.125e-6,
    isRead: true,
    source: "aws.amazon.com/dynamodb/pricing/on-demand",
  },
  /** What Lambda reads of a stream is free. */
  streamsRead: { usd: 0, isRead: false, source: "aws.amazon.com/dynamodb/pricing/on-demand" },
  sqsRequest: { usd: 0.4e-6, isRead: false, source: "aws.amazon.com/sqs/pricing" },
  /** Only what rings is billed; to make, change or delete a schedule is not. */
  schedulerInvocation: { usd: 1e-6, isRead: false, source: "aws.amazon.com/eventbridge/pricing" },
  kmsRequest: { usd: 3e-6, isRead: false, source: "aws.amazon.com/kms/pricing" },
  httpApiRequest: { usd: 1e-6, isRead: false, source: "aws.amazon.com/api-gateway/pricing" },
  lambdaRequest: { usd: 0.2e-6, isRead: false, source: "aws.amazon.com/lambda/pricing" },
  lambdaGbSecond: {
    usd: 0.0000133334,
    isRead: false,
    source: "aws.amazon.com/lambda/pricing (arm64)",
  },
  logGb: { usd: 0.5, isRead: false, source: "aws.amazon.com/cloudwatch/pricing" },
} as const;

export type Priced = keyof typeof prices;
