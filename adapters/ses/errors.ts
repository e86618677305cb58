/**
 * What SES's exceptions mean to us. `sender_misconfigured` concerns every e-mail of the account until somebody has
 * looked; `text_refused` is for ever for this e-mail; `throttled` passes by itself.
 *
 * That an address is no good is never told here: SES takes the e-mail, and an event tells later.
 *
 * Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 */
type SesReason = "sender_misconfigured" | "text_refused" | "request_malformed" | "throttled";

const reasons: ReadonlyMap<string, SesReason> = new Map([
  ["AccountSuspendedException", "sender_misconfigured"],
  ["SendingPausedException", "sender_misconfigured"],
  ["MailFromDomainNotVerifiedException", "sender_misconfigured"],
  ["NotFoundException", "sender_misconfigured"], // No such configuration set.
  ["AccessDeniedException", "sender_misconfigured"],
  ["UnrecognizedClientException", "sender_misconfigured"],
  ["InvalidClientTokenId", "sender_misconfigured"],
  ["InvalidSignatureException", "sender_misconfigured"],
  ["SignatureDoesNotMatch", "sender_misconfigured"],
  ["ExpiredTokenException", "sender_misconfigured"],
  ["MessageRejected", "text_refused"],
  ["BadRequestException", "request_malformed"],
  ["TooManyRequestsException", "throttled"],
  ["ThrottlingException", "throttled"],
  ["LimitExceededException", "throttled"],
]);

/** `null` for an exception that is not in the table: passed on with its name, not guessed at. */
export const reasonFor = (name: string): SesReason | null => reasons.get(name) ?? null;
