import type { CarrierRefusal } from "#adapters/sandbox-carrier/refusals";
import { fateOf } from "#adapters/sandbox-carrier/fate";
import { type Account, numberFor, sidFor } from "#adapters/sandbox-carrier/resource";
import type { CarrierMessage, CarrierStore } from "#adapters/sandbox-carrier/store";
import { ok, refuse, type Result } from "#core/kernel/result";

type Create = {
  readonly store: CarrierStore;
  readonly account: Account;
  readonly form: URLSearchParams;
  readonly nowMs: number;
};

/**
 * Accepts a text, or says why not. When this answers, the text and the callbacks it will cause are on disk.
 *
 * Whether the customer has stopped is asked inside the transaction: a STOP that was answered before
 * blocks every text that is accepted after.
 */
export const createMessage = async (
  create: Create,
): Promise<Result<CarrierMessage, CarrierRefusal>> => {
  const why = faultIn(create.form, create.account);
  return why === null ? create.store.write(() => accept(create)) : refuse(why);
};

const accept = ({
  store,
  account,
  form,
  nowMs,
}: Create): Result<CarrierMessage, CarrierRefusal> => {
  const customer = form.get("To") ?? "";
  if (store.isBlocked(customer)) return refuse("recipient_stopped");

  const serviceSid = form.get("MessagingServiceSid");
  const callbackUrl = form.get("StatusCallback");
  const message = store.insertMessage((seq) => ({
    seq,
    sid: sidFor(account, seq),
    direction: "outbound",
    customer,
    body: bodyIn(form),
    status: serviceSid === null ? "queued" : "accepted",
    serviceSid,
    callbackUrl,
    createdMs: nowMs,
    sentMs: null,
    updatedMs: nowMs,
    errorCode: null,
  }));
  // The first status causes no callback: the reply to the create tells it.
  for (const { status, errorCode, afterMs } of fateOf({ store, form, nowMs }, customer))
    store.owe({ seq: message.seq, status, errorCode, dueMs: nowMs + afterMs });
  return ok(message);
};

/** An approved template is as good as its one gap here; what stands around it only its maker knows. */
const bodyIn = (form: URLSearchParams): string => {
  if (form.get("ContentSid") === null) return form.get("Body") ?? "";
  const filled = JSON.parse(form.get("ContentVariables") ?? "{}") as { readonly 1?: string };
  return `A word from us: ${filled[1] ?? ""} Thank you.`;
};

const faultIn = (form: URLSearchParams, account: Account): CarrierRefusal | null =>
  faultInTo(form.get("To")) ??
  faultInFrom(form, account) ??
  (form.get("ContentSid") === null ? faultInBody(form.get("Body")) : null) ??
  faultInOptions(form);

const faultInTo = (to: string | null): CarrierRefusal | null => {
  if (to === null || to === "") return "to_missing";
  if (!/^(whatsapp:)?\+[1-9]\d{6,14}$/.test(to)) return "to_invalid";
  return testNumbers.get(to.replace(/^whatsapp:/, "")) ?? null;
};

/** Source: https://www.twilio.com/docs/iam/test-credentials */
const testNumbers: ReadonlyMap<string, CarrierRefusal> = new Map([
  ["+15005550001", "to_invalid"],
  ["+15005550002", "no_route"],
  ["+15005550003", "country_disabled"],
  ["+15005550004", "recipient_stopped"],
  ["+15005550009", "to_not_mobile"],
]);

const faultInFrom = (form: URLSearchParams, account: Account): CarrierRefusal | null => {
  if (form.get("MessagingServiceSid")?.startsWith("MG") === true) return null;

  const from = form.get("From");
  if (from === null || from === "") return "from_missing";
  const expected = numberFor({ customer: form.get("To") ?? "" }, account);
  return from === expected ? null : "from_invalid";
};

const faultInBody = (body: string | null): CarrierRefusal | null => {
  if (body === null || body === "") return "body_missing";
  return body.length > 1600 ? "body_too_long" : null;
};

const faultInOptions = (form: URLSearchParams): CarrierRefusal | null => {
  const callback = form.get("StatusCallback");
  if (callback !== null && !/^https?:\/\/[^_/]+(\/|$)/.test(callback)) return "callback_invalid";

  const validity = form.get("ValidityPeriod");
  if (validity === null) return null;
  const isInRange =
    /^\d{1,5}$/.test(validity) && Number(validity) >= 1 && Number(validity) <= 36_000;
  return isInRange ? null : "validity_invalid";
};
