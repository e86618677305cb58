import { describe, expect, it } from "vitest";
import { executionTag } from "#adapters/ses/tag";
import type { SesSettings } from "#adapters/ses/outbound";
import { as } from "#core/kernel/ids";
import { plusMs } from "#core/kernel/time";
import { start } from "#test/support/carrier-stage";
import { letter, mailAccount, mailerOver, mailStage, mrsItosMail } from "#test/support/mail-stage";

type Answer = { readonly status?: number; readonly type?: string; readonly body: unknown };

const answeredWith = (answer: Answer | Error, settings: Partial<SesSettings> = {}) => {
  const requests: Request[] = [];
  const messenger = mailerOver(async (request) => {
    requests.push(request);
    if (answer instanceof Error) throw answer;
    const headers = answer.type === undefined ? {} : { "x-amzn-errortype": answer.type };
    const body = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
    return new Response(body, { status: answer.status ?? 200, headers });
  }, settings);
  return { requests, messenger };
};

const taken: Answer = { body: { MessageId: "0100" } };
const sendOnce = (answer: Answer | Error) => answeredWith(answer).messenger.send(letter(), start);

describe("the request that sends an e-mail", () => {
  it("is the documented one", async () => {
    const { requests, messenger } = answeredWith(taken);
    expect(await messenger.send(letter({ body: "See you, Zoë 👍" }), start)).toEqual({
      kind: "sent",
      sid: "0100",
      status: "accepted",
    });
    const [request] = requests;
    expect(request?.method).toBe("POST");
    expect(request?.url).toBe("https://email.us-east-1.amazonaws.com/v2/email/outbound-emails");
    expect(request?.redirect).toBe("manual");
    expect(request?.headers.get("x-amz-date")).toBe("20260302T090000Z");
    expect(await request?.json()).toEqual({
      FromEmailAddress: "Riverside Clinic <hello@example.com>",
      Destination: { ToAddresses: [mrsItosMail] },
      ConfigurationSetName: "aro",
      EmailTags: [{ Name: "execution", Value: executionTag.write(as("9f2d1c")) }],
      Content: {
        Simple: {
          Subject: { Data: "Your visit", Charset: "UTF-8" },
          Body: { Text: { Data: "See you, Zoë 👍", Charset: "UTF-8" } },
        },
      },
    });
  });

  it("names who writes where nothing else stands over it", async () => {
    const { requests, messenger } = answeredWith(taken);
    const { subject: _, ...without } = letter();
    await messenger.send(without, start);
    expect(await requests[0]?.json()).toMatchObject({
      Content: { Simple: { Subject: { Data: "Riverside Clinic" } } },
    });
  });

  it("is believed by a service that works the signature out anew, and only with the right key", async () => {
    const { mailbox } = mailStage();
    expect(await mailerOver(mailbox.fetch).send(letter(), start)).toMatchObject({ kind: "sent" });
    const wrong = { credentials: async () => ({ ...mailAccount, secretAccessKey: "other" }) };
    expect(await mailerOver(mailbox.fetch, wrong).send(letter(), start)).toEqual({
      kind: "rejected",
      why: "sender_misconfigured",
      providerCode: "InvalidSignatureException",
    });
    mailbox.close();
  });

  it("is not made when less than a second is left", async () => {
    const { requests, messenger } = answeredWith(taken);
    const outcome = await messenger.send(letter({ usefulUntil: plusMs(start, 999) }), start);
    expect(outcome).toMatchObject({ kind: "rejected", why: "no_longer_useful" });
    expect(requests).toEqual([]);
  });
});

describe("what an answer means", () => {
  it.each([
    ["AccountSuspendedException", 400, "sender_misconfigured"],
    ["SendingPausedException", 400, "sender_misconfigured"],
    ["MailFromDomainNotVerifiedException", 400, "sender_misconfigured"],
    ["NotFoundException", 404, "sender_misconfigured"],
    ["AccessDeniedException", 403, "sender_misconfigured"],
    ["UnrecognizedClientException", 403, "sender_misconfigured"],
    ["InvalidClientTokenId", 403, "sender_misconfigured"],
    ["InvalidSignatureException", 403, "sender_misconfigured"],
    ["SignatureDoesNotMatch", 403, "sender_misconfigured"],
    ["ExpiredTokenException", 403, "sender_misconfigured"],
    ["SomethingNew", 403, "sender_misconfigured"],
    ["MessageRejected", 400, "text_refused"],
    ["BadRequestException", 400, "request_malformed"],
    ["SomethingNew", 400, "refused"],
  ])("%s with HTTP %i: rejected as %s", async (type, status, why) => {
    const outcome = await sendOnce({ status, type, body: { message: "…" } });
    expect(outcome).toEqual({ kind: "rejected", why, providerCode: type });
  });

  it.each([
    ["TooManyRequestsException", 429],
    ["ThrottlingException", 400],
    ["LimitExceededException", 400],
  ])("%s: later, and nothing was taken", async (type, status) => {
    expect(await sendOnce({ status, type, body: {} })).toEqual({
      kind: "unavailable",
      why: "throttled",
      retryAfterMs: null,
    });
  });

  it("an exception is known by its bare name, wherever it is written", async () => {
    const why = { kind: "rejected", why: "text_refused", providerCode: "MessageRejected" };
    const inBody = { __type: "com.amazonaws.ses#MessageRejected" };
    expect(await sendOnce({ status: 400, body: inBody })).toEqual(why);
    const type = "MessageRejected:http://internal.amazon.com/coral/";
    expect(await sendOnce({ status: 400, type, body: {} })).toEqual(why);
  });

  it.each<[string, Answer | Error, string]>([
    ["a page of HTML", { body: "<html>Welcome</html>" }, "answer_unreadable"],
    ["success without an id", { body: {} }, "answer_unreadable"],
    ["a redirect", { status: 302, body: "" }, "http_302"],
    ["a server's error", { status: 500, type: "InternalFailure", body: {} }, "http_500"],
    ["an error without a code", new TypeError("terminated"), "connection_broken"],
  ])("%s: it may have been taken", async (_name, answer, why) => {
    expect(await sendOnce(answer)).toEqual({ kind: "unknown", why });
  });

  it("a connection that was never made: nothing has left this machine", async () => {
    const cause = Object.assign(new Error(), { code: "ENOTFOUND" });
    expect(await sendOnce(new TypeError("fetch failed", { cause }))).toEqual({
      kind: "unavailable",
      why: "enotfound",
      retryAfterMs: null,
    });
  });
});
