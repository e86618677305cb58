import type { StreamRecord } from "#adapters/aws/stream-records";
import type { GatewayEvent, QueueEvent, StreamEvent } from "#functions/aws-shapes";

/** Events as AWS hands them to a function: every field that the real ones have, and our part of it real. */
export const context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: "aro-test-function",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:aro-test-function",
  memoryLimitInMB: "512",
  awsRequestId: "0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9",
  logGroupName: "/aws/lambda/aro-test-function",
  logStreamName: "2026/03/02/[$LATEST]00000000000000000000000000000000",
  getRemainingTimeInMillis: () => 10_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

/** An HTTP API event, payload format 2.0. API Gateway gives most bodies as text, and may give any in Base64. */
export const gatewayEvent = async (
  request: Request,
  route: { readonly params?: Readonly<Record<string, string>>; readonly isBase64?: boolean } = {},
): Promise<GatewayEvent> => {
  const { pathname, search } = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  const { isBase64 = false, params = {} } = route;
  const { cookie, ...headers } = Object.fromEntries(request.headers);
  const event = {
    version: "2.0",
    routeKey: "$default",
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { ...headers, host: "api.example.com", "content-length": `${body.length}` },
    ...(cookie !== undefined && { cookies: cookie.split("; ") }),
    pathParameters: params,
    requestContext: {
      accountId: "000000000000",
      apiId: "api00id",
      domainName: "api.example.com",
      domainPrefix: "api",
      http: {
        method: request.method,
        path: pathname,
        protocol: "HTTP/1.1",
        sourceIp: "192.0.2.1",
        userAgent: "test",
      },
      requestId: "JKJaXmPLvHcESHA=",
      routeKey: "$default",
      stage: "$default",
      time: "02/Mar/2026:15:00:00 +0000",
      timeEpoch: 1_772_463_600_000,
    },
    ...(body.length > 0 && { body: body.toString(isBase64 ? "base64" : "utf8") }),
    isBase64Encoded: isBase64,
  };
  return event;
};

export type Message = { readonly id: string; readonly body: string; readonly received?: number };

export const queueEvent = (
  ...messages: readonly (Message & { handle?: string })[]
): QueueEvent => ({
  Records: messages.map(({ id, body, received = 1, handle = `handle-${id}` }) => ({
    messageId: id,
    receiptHandle: handle,
    body,
    attributes: {
      ApproximateReceiveCount: `${received}`,
      SentTimestamp: "1772463600000",
      SenderId: "AROAEXAMPLE:aro",
      ApproximateFirstReceiveTimestamp: "1772463600000",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:aro-test-executions",
    awsRegion: "us-east-1",
  })),
});

/** As the stream of a table gives its records to a function. */
export const streamEvent = (records: readonly StreamRecord[]): StreamEvent => ({
  Records: records.map(({ eventName, dynamodb = {} }) => ({
    eventID: dynamodb.SequenceNumber,
    eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "us-east-1",
    eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/aro-test-commits/stream/2026",
    dynamodb: { ...dynamodb, SizeBytes: 512, StreamViewType: "NEW_IMAGE" },
  })),
});
