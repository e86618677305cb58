import type { Fault, StripeCall } from "#adapters/sandbox-stripe/faults";
import type { Link } from "#adapters/sandbox-stripe/links";
import { payPage } from "#adapters/sandbox-stripe/page";
import {
  type Choice,
  closeDispute,
  openDispute,
  openSession,
  paySession,
  refund,
} from "#adapters/sandbox-stripe/pay";
import { restFace } from "#adapters/sandbox-stripe/rest";
import { openStore } from "#adapters/sandbox-stripe/store";
import { outbox } from "#adapters/sandbox-stripe/webhooks";
import type { Instant } from "#core/kernel/time";
import type { Clock } from "#core/ports/clock";

export type SandboxStripeSettings = {
  /** The sandbox's own SQLite file; `:memory:` for one that forgets. */
  readonly path: string;
  readonly era?: number | undefined;
  readonly clock: Clock;
  readonly secretKey: string;
  readonly webhookUrl: string;
  readonly webhookSecrets: readonly string[];
  /** Where the payment page is reached, without a slash at the end. */
  readonly payUrl: () => string;
  /** How a webhook reaches us. It may throw, and may be answered or not. */
  readonly deliver: (request: Request) => Promise<Response>;
  /** How long it waits for the answer to a webhook. */
  readonly timeoutMs?: number;
  readonly faults?: (call: StripeCall) => Fault;
};

export type SandboxStripe = {
  /** The REST API, without a network in between. Throws as `fetch` does when the connection breaks. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** `GET` and `POST /pay/{link}`. */
  readonly page: (request: Request) => Promise<Response>;
  /** The links that there are, newest first: the truth that an adapter is measured by. */
  readonly links: () => readonly Link[];
  /** Somebody pays over a link. Answers the payment; `null` where the link is closed. */
  readonly pay: (link: string, choice?: Choice) => string | null;
  /** As two who have opened the page at once: both pay. */
  readonly payTwice: (link: string) => readonly [string, string];
  /** In minor units; all that is left where nothing is said. */
  readonly refund: (payment: string, amount?: number) => void;
  readonly dispute: (payment: string) => string;
  readonly closeDispute: (dispute: string, verdict: "won" | "lost") => void;
  readonly due: (now: Instant) => number;
  readonly next: () => Instant | null;
  readonly runDue: (now: Instant, atMost?: number) => Promise<number>;
  readonly close: () => void;
};

/**
 * One account of Stripe in test mode, which behaves from outside like the real one and keeps its word across a
 * crash. Time moves only when its clock does: no webhook goes out unless `runDue` is called.
 */
export const createSandboxStripe = (settings: SandboxStripeSettings): SandboxStripe => {
  const { path, clock, secretKey, payUrl, timeoutMs = 20_000, faults = () => "run" } = settings;
  const { webhookUrl, webhookSecrets, deliver } = settings;
  const store = openStore(path, settings.era);
  const till = { store, clock };

  const open = (id: string) => {
    const link = store.get(id);
    return link?.object === "payment_link" ? openSession(till, link as Link) : null;
  };
  const pay = (session: ReturnType<typeof open>, choice: Choice): string | null =>
    session === null ? null : paySession(till, session, choice);

  return {
    fetch: restFace({ store, clock, secretKey, payUrl, faults }),
    page: payPage(till),
    links: () => store.list("payment_link", { limit: 1_000 }) as readonly Link[],
    pay: (link, choice = "pay") => pay(open(link), choice),
    payTwice: (link) => {
      const [one, other] = [open(link), open(link)];
      return [there(pay(one, "pay")), there(pay(other, "pay"))];
    },
    refund: (payment, amount) => void there(refund(till, payment, amount ?? null)),
    dispute: (payment) => there(openDispute(till, payment)),
    closeDispute: (dispute, verdict) => closeDispute(till, dispute, verdict),
    ...outbox({ store, webhookUrl, webhookSecrets, deliver, timeoutMs }),
    close: store.close,
  };
};

const there = <T>(value: T | null): T => {
  if (value === null) throw new Error("Cannot do that: the sandbox has no such payment");
  return value;
};
