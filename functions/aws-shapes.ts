import type { StreamRecord } from "#adapters/aws/stream-records";

/**
 * What AWS hands to a function, as far as we read it. Real events have more fields; the tests hold these shapes
 * against the published types.
 */

/** API Gateway HTTP API, payload format 2.0. */
export type GatewayEvent = {
  /** With the stage's name in front, unless the stage is `$default`. */
  readonly rawPath: string;
  readonly rawQueryString: string;
  /** In lower case; several of one name are joined by commas. Cookies stand apart. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies?: readonly string[];
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
  readonly requestContext: {
    readonly domainName: string;
    readonly stage: string;
    readonly http: { readonly method: string; readonly sourceIp: string };
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
};

export type GatewayResult = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly cookies?: string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
};

export type QueueRecord = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: { readonly ApproximateReceiveCount: string };
  /** Which queue it has come from. */
  readonly eventSourceARN: string;
};

export type QueueEvent = { readonly Records: readonly QueueRecord[] };

export type StreamEvent = { readonly Records: readonly StreamRecord[] };

/** A function may be called from both. */
export const isOfAQueue = (event: StreamEvent | QueueEvent): event is QueueEvent =>
  event.Records.some((record) => "messageId" in record);

/** What failed, by its id; everything else is done. An empty list says that all is. */
export type BatchResult = { readonly batchItemFailures: { readonly itemIdentifier: string }[] };

/** Of the `Context` that each call brings along. */
export type CallContext = { readonly awsRequestId: string; readonly functionName: string };
