/** What the API refuses, with the real names. Source: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const refusals = {
  signature_differs: { type: "InvalidSignatureException", status: 403 },
  no_such_operation: { type: "UnknownOperationException", status: 404 },
  malformed: { type: "BadRequestException", status: 400 },
  address_illegal: { type: "BadRequestException", status: 400 },
  sender_unverified: { type: "MessageRejected", status: 400 },
  no_such_set: { type: "NotFoundException", status: 404 },
  throttled: { type: "TooManyRequestsException", status: 429 },
  server_error: { type: "InternalFailure", status: 500 },
} as const;

export const refused = (why: keyof typeof refusals): Response => {
  const { type, status } = refusals[why];
  const headers = { "x-amzn-errortype": type };
  return Response.json({ message: why.replaceAll("_", " ") }, { status, headers });
};
