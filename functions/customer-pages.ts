import * as z from "zod";
import { as, type CustomerId, derive, type StreamName } from "#core/kernel/ids";
import { spokenPhone } from "#core/kernel/phone";
import type { Zone } from "#core/kernel/time";
import type { RiskLevel } from "#core/risk/score";
import type { TenantSettings } from "#core/tenant/settings";
import type { Deps } from "#functions/deps";
import { pageReply } from "#functions/page-reply";
import { place } from "#functions/paging";
import { customersBy, messagesAround, wholeCustomer } from "#functions/read-customers";
import { customerPage } from "#web/customer";
import { refusal } from "#functions/reply";
import { correlationOf, readBody } from "#functions/request";
import { searchCustomers } from "#functions/search-customers";
import { customersPage } from "#web/customers";
import { foundPage } from "#web/customers-found";
import type { Frame } from "#web/layout";

type Around = () => Promise<{
  readonly settings: TenantSettings;
  readonly frame: Frame & { readonly zone: Zone };
}>;
/** `null`: there is no such page. */
type Answer = Response | null;

/** The pages of customers: `/customers` and one for each. */
export const customerPages = async (
  deps: Deps,
  { pathname, searchParams }: URL,
  around: Around,
): Promise<Answer> => {
  if (pathname === "/customers") return list(deps, searchParams, around);
  const [, id] = /^\/customers\/([0-9a-f]{32})$/.exec(pathname) ?? [];
  return id === undefined ? null : one(deps, as(id), around);
};

const mostCustomers = 50;
const mostVisits = 25;
const mostTexts = 25;

const query = z.object({
  level: z.enum(["low", "medium", "high"]).optional(),
  after: place.optional(),
});

const list = async (deps: Deps, asked: URLSearchParams, around: Around): Promise<Answer> => {
  const parsed = query.safeParse(Object.fromEntries(asked));
  if (!parsed.success) return null;

  const level: RiskLevel | null = parsed.data.level ?? null;
  const after = parsed.data.after ?? null;
  const { frame } = await around();
  const part = { level, after, limit: mostCustomers };
  const { customers, next } = await customersBy(deps, deps.localTenant, part);
  const markup = customersPage(frame, { customers, level, next, isFirst: after === null });
  return pageReply(markup, { status: 200, version: "" });
};

/** What was typed comes in the body; a page of its own for whatever comes of it. */
export const searchPage = async (
  deps: Deps,
  request: Request,
  around: Around,
): Promise<Response> => {
  const body = await readBody(request);
  if (!body.ok) return refusal(body.refusal, correlationOf(request));
  const fields = Object.fromEntries(new URLSearchParams(new TextDecoder().decode(body.value)));
  const parsed = searchForm.safeParse(fields);
  const wish = { text: "", ...parsed.data, limit: mostCustomers };
  const found = await searchCustomers(deps, deps.localTenant, wish);
  const { frame } = await around();
  const shown = { text: wish.text, found: found.ok ? found.value : null };
  return pageReply(foundPage(frame, shown), { status: 200, version: "" });
};

const searchForm = z.object({ text: z.string().trim().max(200), after: place.optional() });

const one = async (deps: Deps, id: CustomerId, around: Around): Promise<Answer> => {
  const tenant = deps.localTenant;
  const whole = await wholeCustomer(deps, tenant, id);
  if (whole === null) return null;

  const { frame, settings } = await around();
  const about = { index: "index1", id, limit: mostTexts, after: null } as const;
  const { texts, next } = await messagesAround(deps, tenant, about);
  const { name, email, phone } = whole.contact;
  const version = derive<StreamName>(
    whole.version,
    ...texts.map((text) => `${text.id} ${text.state} ${text.delivery}`),
  );
  const markup = customerPage(
    { ...frame, version },
    {
      ...whole,
      name,
      email,
      phone: phone === null ? null : spokenPhone(phone, settings.country),
      isErased: whole.status === "erased",
      appointments: whole.appointments.slice(0, mostVisits),
      hasMoreAppointments: whole.appointments.length > mostVisits,
      texts,
      hasMoreTexts: next !== null,
    },
  );
  return pageReply(markup, { status: 200, version });
};
