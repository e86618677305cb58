import { readJson } from "#adapters/json-bytes";
import { mailReport } from "#adapters/ses/inbound";
import { confirmationUrl, type SnsMessage, verify } from "#adapters/ses/sns";
import { takeDelivery } from "#core/app/take-delivery";
import type { CorrelationId, TenantId } from "#core/kernel/ids";
import { ok, type Result, refuse } from "#core/kernel/result";
import type { Deps } from "#functions/deps";
import { refusedWebhook } from "#functions/refused-webhook";
import { done, type Refused, refusal } from "#functions/reply";
import { correlationOf, readBody } from "#functions/request";

/** What the mail service tells of an e-mail: verify, translate, handle, reply. */
export const create =
  (deps: Deps) =>
  async (request: Request, { endpoint: id }: { readonly endpoint: string }): Promise<Response> => {
    const correlationId = correlationOf(request);
    const refused = refusedWebhook(deps, { provider: "ses", correlationId });
    const believed = await believe(deps, request, id);
    if (!believed.ok) return refused(believed.refusal.refused, believed.refusal.why);

    const { message, tenant } = believed.value;
    if (message.Type !== "Notification") return confirm(deps, message, correlationId);
    const report = mailReport(message.Message);
    if (!report.ok) return refused(report.refusal);
    if (report.value.kind === "ignored") return done({ outcome: "ignored", why: report.value.why });

    const { kind: _, executionId: execution, ...said } = report.value;
    const taken = await takeDelivery(deps, { tenant, provider: "ses", execution, ...said });
    const code = codeIn(taken);
    if (code === null) return done({ outcome: "accepted" });
    deps.log.warn("delivery.refused", { code, correlationId });
    return refusal({ code }, correlationId);
  };

type Believed = { readonly message: SnsMessage; readonly tenant: TenantId };

/** `why` is for our log alone: the caller must not learn which endpoints and topics there are. */
type Unbelieved = { readonly refused: Refused; readonly why: string };

const believe = async (
  deps: Deps,
  request: Request,
  id: string,
): Promise<Result<Believed, Unbelieved>> => {
  const body = await readBody(request);
  if (!body.ok) return refuse({ refused: body.refusal, why: body.refusal.code });
  const endpoint = await deps.endpoints.find(id);
  if (endpoint?.provider !== "ses")
    return refuse({ refused: { code: "signature_invalid" }, why: "unknown_endpoint" });

  const json = readJson(body.value);
  if (!json.ok) return refuse({ refused: json.refusal, why: json.refusal.code });
  const verified = await verify(json.value, {
    topics: endpoint.secrets,
    certificateAt: deps.mail.certificateAt,
  });
  if (verified.ok) return ok({ message: verified.value, tenant: endpoint.tenant });
  const { refusal: why } = verified;
  return why.code === "signature_invalid"
    ? refuse({ refused: { code: why.code }, why: why.details.why })
    : refuse({ refused: why, why: why.code });
};

/** SNS asks once whether the topic may tell us; nobody need click anything. */
const confirm = async (
  { mail, log }: Deps,
  message: SnsMessage,
  correlationId: CorrelationId,
): Promise<Response> => {
  const url = confirmationUrl(message);
  if (url === null) return done({ outcome: "ignored", why: "nothing_to_confirm" });
  const isConfirmed = await mail.confirm(url);
  log.info("mail.subscription", { outcome: isConfirmed ? "confirmed" : "failed", correlationId });
  return isConfirmed
    ? done({ outcome: "confirmed" })
    : refusal({ code: "provider_unavailable" }, correlationId);
};

const codeIn = (taken: Awaited<ReturnType<typeof takeDelivery>>): Refused["code"] | null => {
  if (!taken.ok) return taken.refusal.code;
  return taken.value.kind === "refused" ? taken.value.refusal.code : null;
};
