import * as z from "zod";
import { issueWords } from "#core/kernel/issue-words";
import type { CustomerWish } from "#core/customer/commands";
import { type CustomerId, derive } from "#core/kernel/ids";
import { refuse, type Result, ok } from "#core/kernel/result";
import { consentPurposes } from "#core/policy/purpose";
import type { Deps } from "#functions/deps";
import { operateCustomer } from "#functions/operate";
import { wholeCustomer } from "#functions/read-customers";
import { type Refused, refusal } from "#functions/reply";
import { correlationOf, readBody } from "#functions/request";

/**
 * Takes what somebody at the desk records on a customer's page, and leads back there. A form that is sent
 * twice, by a second click or by a reload, says the same thing once.
 *
 * A page of another site cannot send it: browsers name the origin of every such form, and the gateway takes
 * none but its own.
 */
export const recordConsent = async (
  deps: Deps,
  request: Request,
  customer: CustomerId,
): Promise<Response> => {
  const correlationId = correlationOf(request);
  const form = await formIn(request);
  if (!form.ok) return refusal(form.refusal, correlationId);

  if ((await wholeCustomer(deps, deps.localTenant, customer)) === null)
    return refusal({ code: "customer_unknown" }, correlationId);
  const key = `page:${derive("consent", JSON.stringify(form.value)).slice(0, 40)}`;
  const tenant = deps.localTenant;
  const wish = wishOf(form.value, key);
  const operated = await operateCustomer(deps, { tenant, key, correlationId }, customer, wish);
  return operated.outcome === "refused"
    ? refusal(operated.refusal, correlationId)
    : new Response(null, { status: 303, headers: { location: `/customers/${customer}#consent` } });
};

const words = z.string().trim().max(2_000);

const consentForm = z
  .strictObject({
    /** `nothing`: no text at all any more, whatever it is about. */
    say: z.enum(["grant", "withdraw", "nothing"]),
    purpose: z.enum(consentPurposes),
    how: z.enum(["spoken", "written", "form"]),
    wording: words,
    where: words,
    /** The version of the page on which it was filled in: the same words later are a new word. */
    version: z.string().max(100),
  })
  .refine(({ say, wording, where }) => say !== "grant" || wording !== "" || where !== "", {
    path: ["wording"],
    error: "must say which words were agreed to, or where they can be looked up",
  });

type ConsentForm = z.infer<typeof consentForm>;

const formIn = async (request: Request): Promise<Result<ConsentForm, Refused>> => {
  const body = await readBody(request);
  if (!body.ok) return body;
  const fields = Object.fromEntries(new URLSearchParams(new TextDecoder().decode(body.value)));
  const parsed = consentForm.safeParse(fields, { error: issueWords });
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).join(".");
  return refuse({ code: "payload_invalid", details: { path, why: issue?.message } });
};

const wishOf = ({ say, purpose, how, where, wording }: ConsentForm, key: string): CustomerWish =>
  say === "nothing"
    ? { kind: "opt_out", evidence: key }
    : {
        kind: say === "grant" ? "grant_consent" : "withdraw_consent",
        purpose,
        evidence: { how, at: null, where: where || null, wording: wording || null },
      };
