import type { Stripe } from "stripe";
import type * as z from "zod";
import { attempt, type Failure } from "#adapters/stripe/errors";
import { executionIn, paymentIntent, paymentLinkPage } from "#adapters/stripe/wire";
import type { Instant } from "#core/kernel/time";
import type { LinkLookUp, PaymentOwner } from "#core/ports/payments";

const pageSize = 100;
const pagesAtMost = 20;

/**
 * Looks through the account's links, newest first, for the one that bears this execution's id.
 *
 * Stripe neither searches links by metadata nor says when one was made, so the whole list is the only proof that
 * there is none. Two thousand links are the limit; a longer list is `unavailable`.
 *
 * Source: https://docs.stripe.com/api/payment-link/list
 */
export const linkFor = async (
  stripe: Stripe,
  now: Instant,
  { tenant, execution }: { readonly tenant: string; readonly execution: string },
): Promise<LinkLookUp> => {
  let after: string | null = null;
  for (let page = 1; page <= pagesAtMost; page += 1) {
    const read = await readPage(stripe, now, after);
    if (read.kind === "unavailable") return read;

    const found = read.links.find(({ metadata }) => executionIn(metadata, tenant) === execution);
    if (found !== undefined)
      return { kind: "found", link: found.id, url: found.url, isOpen: found.active };
    if (read.next === null) return { kind: "absent" };
    after = read.next;
  }
  return { kind: "unavailable", why: "too_many_links" };
};

type Page =
  | {
      readonly kind: "page";
      readonly links: z.infer<typeof paymentLinkPage>["data"];
      /** The link after which the next page begins; `null` where this was the last. */
      readonly next: string | null;
    }
  | { readonly kind: "unavailable"; readonly why: string };

const readPage = async (stripe: Stripe, now: Instant, after: string | null): Promise<Page> => {
  const from = after === null ? {} : { starting_after: after };
  const asked = await attempt(now, async () =>
    stripe.paymentLinks.list({ limit: pageSize, ...from }),
  );
  if (!asked.ok) return unavailable(asked.refusal);
  const read = paymentLinkPage.safeParse(asked.value);
  if (!read.success) return { kind: "unavailable", why: "answer_unreadable" };

  const { data: links, has_more } = read.data;
  const last = links.at(-1)?.id;
  if (!has_more) return { kind: "page", links, next: null };
  return last === undefined
    ? { kind: "unavailable", why: "answer_unreadable" }
    : { kind: "page", links, next: last };
};

/** A dispute bears no metadata of ours; the payment that it is about does. */
export const ownerOf = async (
  stripe: Stripe,
  now: Instant,
  { tenant, payment }: { readonly tenant: string; readonly payment: string },
): Promise<PaymentOwner> => {
  if (!/^pi_\w+$/.test(payment)) return { kind: "not_ours" };
  const asked = await attempt(now, () => stripe.paymentIntents.retrieve(payment));
  if (!asked.ok) {
    const isGone = asked.refusal.why === "not_there";
    return isGone ? { kind: "not_ours" } : unavailable(asked.refusal);
  }
  const read = paymentIntent.safeParse(asked.value);
  if (!read.success) return { kind: "unavailable", why: "answer_unreadable" };
  const execution = executionIn(read.data.metadata, tenant);
  return execution === null ? { kind: "not_ours" } : { kind: "ours", execution };
};

const unavailable = ({ why }: Failure) => ({ kind: "unavailable", why }) as const;
