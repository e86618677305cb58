import { type AwsFailure, awsFailure, errorNameOf, whyOf } from "#adapters/aws/failures";

/**
 * Whether asking again may help. `throttled`: the database has done nothing. `unavailable`: nobody knows whether it has.
 * `null` where it has answered, and would answer the same again.
 */
export const troubleOf = (error: unknown): "throttled" | "unavailable" | null => {
  if (isAnswer(error)) return null;
  if (isCancelledForNow(error)) return "throttled";
  if (inTheWay.has(errorNameOf(error))) return "throttled";
  const why = whyOf(error);
  return why === "throttled" || why === "unavailable" ? why : null;
};

/** A failure under a name of ours; what is no failure, but an answer, as it is. */
export const asFailure = (error: unknown): unknown =>
  isAnswer(error)
    ? error
    : awsFailure("dynamodb", troubleOf(error) ?? whyOf(error), detailOf(error));

/** No answer came, for as long as we asked: what was to be written may have been. */
export const isUnanswered = (error: unknown): error is AwsFailure =>
  errorNameOf(error) === "dynamodb_unavailable";

/** What stood where a write was to go under a condition. */
export const isConditionFailed = (error: unknown): error is Error & { readonly Item?: object } =>
  errorNameOf(error) === "ConditionalCheckFailedException";

/** The same of a transaction. */
export const isOneConditionFailed = (error: unknown): boolean =>
  cancellationCodes(error).includes("ConditionalCheckFailed");

/** One item holds 400 KB, and a commit is one item. */
export const commitTooLarge = (stream: string, bytes: number): Error =>
  Object.assign(new Error(`Cannot append to "${stream}": the commit has ${bytes} bytes`), {
    name: "commit_too_large",
  });

/** Of a transaction that was cancelled, only a condition that failed is one. */
const isAnswer = (error: unknown): boolean =>
  isConditionFailed(error) || isOneConditionFailed(error);

const inTheWay: ReadonlySet<string> = new Set([
  "TransactionConflictException",
  "TransactionInProgressException",
]);

/** A transaction that met another one, or a limit. */
const isCancelledForNow = (error: unknown): boolean =>
  cancellationCodes(error).some((code) => passing.has(code));

/** A cancelled transaction is called so whatever was the matter with its parts. */
const detailOf = (error: unknown): string =>
  [errorNameOf(error), ...cancellationCodes(error).filter((code) => code !== "None")].join(" ");

const passing: ReadonlySet<string> = new Set([
  "TransactionConflict",
  "ThrottlingError",
  "ProvisionedThroughputExceeded",
]);

const cancellationCodes = (error: unknown): readonly string[] =>
  error instanceof Error &&
  "CancellationReasons" in error &&
  Array.isArray(error.CancellationReasons)
    ? error.CancellationReasons.map(({ Code: code }: { readonly Code?: string }) => code ?? "None")
    : [];
