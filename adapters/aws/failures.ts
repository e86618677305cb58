/** Which service, and what its failure means for us. The vault is ours: what it cannot use, KMS was not asked about. */
type AwsService = "kms" | "vault" | "sqs" | "scheduler" | "dynamodb" | "s3" | "secrets";

/**
 * `throttled`, `quota_reached` and `unavailable` pass by themselves; `denied`, `missing`, `unusable` and `refused`
 * stay until somebody changes something.
 */
export type AwsWhy =
  | "throttled"
  | "quota_reached"
  | "unavailable"
  | "denied"
  | "missing"
  | "unusable"
  | "refused";

/** Its `name` says it all (`kms_denied`): that is what stands in logs and as the reason of a dead letter. */
export type AwsFailure = Error & { readonly service: AwsService; readonly why: AwsWhy };

/**
 * Runs a call of the SDK, which has tried again by itself as far as its client was told to. What it throws is
 * given a name of ours; its own text may quote what was sent, so it goes no further.
 */
export const calling = async <T>(service: AwsService, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw isOfTheSdk(error) ? awsFailure(service, whyOf(error), errorNameOf(error)) : error;
  }
};

/** What AWS has answered, what kept us from asking it, and credentials; everything else is a fault of our own. */
const isOfTheSdk = (error: unknown): boolean =>
  error instanceof Error && ("$metadata" in error || "code" in error || whyByName.has(error.name));

export const awsFailure = (service: AwsService, why: AwsWhy, detail: string): AwsFailure =>
  Object.assign(new Error(`Cannot use ${service}: ${why} (${detail}).`), {
    name: `${service}_${why}`,
    service,
    why,
  });

/** As AWS calls it, e.g. `ConflictException`. */
export const errorNameOf = (error: unknown): string =>
  error instanceof Error ? error.name : "unknown";

/** `undefined` where the name says nothing by itself. */
export const whyNamed = (name: string): AwsWhy | undefined =>
  whyByName.get(name.replace("KMS.", "")); // As S3 quotes KMS.

export const whyOf = (error: unknown): AwsWhy => {
  const named = whyNamed(errorNameOf(error));
  if (named !== undefined) return named;
  const status = statusOf(error);
  if (status === null || status >= 500) return "unavailable"; // No answer at all, or none to be had.
  return whyByStatus.get(status) ?? "refused";
};

const whyByName: ReadonlyMap<string, AwsWhy> = new Map([
  ["ThrottlingException", "throttled"],
  ["Throttling", "throttled"],
  ["RequestThrottled", "throttled"],
  ["TooManyRequestsException", "throttled"],
  ["LimitExceededException", "throttled"], // KMS calls its request quota so, too.
  ["ProvisionedThroughputExceededException", "throttled"],
  ["RequestLimitExceeded", "throttled"],
  ["SlowDown", "throttled"],
  ["ServiceQuotaExceededException", "quota_reached"],
  ["OverLimit", "quota_reached"],
  ["AccessDeniedException", "denied"],
  ["AccessDenied", "denied"],
  ["KmsAccessDenied", "denied"],
  ["UnrecognizedClientException", "denied"],
  ["ExpiredTokenException", "denied"],
  ["CredentialsProviderError", "denied"],
  ["ResourceNotFoundException", "missing"],
  ["NotFoundException", "missing"],
  ["QueueDoesNotExist", "missing"],
  ["NoSuchBucket", "missing"],
  // A key that is off, or waits for its deletion; a wrapped key that belongs elsewhere.
  ["KMSInvalidStateException", "unusable"],
  ["KmsInvalidState", "unusable"],
  ["DisabledException", "unusable"],
  ["KmsDisabled", "unusable"],
  ["InvalidKeyUsageException", "unusable"],
  ["InvalidCiphertextException", "unusable"],
  ["IncorrectKeyException", "unusable"],
  ["DecryptionFailure", "unusable"], // Of a secret: the key that it lies under.
  ["KeyUnavailableException", "unavailable"],
  ["DependencyTimeoutException", "unavailable"],
]);

const whyByStatus: ReadonlyMap<number, AwsWhy> = new Map([
  [402, "quota_reached"],
  [401, "denied"],
  [403, "denied"],
  [404, "missing"],
  [429, "throttled"],
]);

const statusOf = (error: unknown): number | null => {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return null;
  const { $metadata: metadata } = error;
  const hasStatus =
    typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata;
  return hasStatus && typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : null;
};
