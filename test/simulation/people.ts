import type { DeliveryStatus } from "#core/ports/messenger";
import { takeDelivery } from "#core/app/take-delivery";
import { takeText } from "#core/app/take-text";
import { as, type CorrelationId } from "#core/kernel/ids";
import { create as reviewLink } from "#functions/http/review-link";
import { type Dice, oneOf } from "#test/simulation/chance";
import { inboundForm, post, statusForm } from "#test/simulation/doors";
import { type Accepted, isMail } from "#test/simulation/ports/messenger";
import type { SimLink } from "#test/simulation/ports/payments";
import type { World } from "#test/simulation/world";
import { type Parts, until } from "#test/simulation/providers";

const answers = [
  "C",
  "yes",
  "Confirm",
  "STOP",
  "cancel",
  "I need to reschedule",
  "can I come a bit later?",
  "START",
  "HELP",
  "thanks!",
  "will be there unless it rains",
];
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What becomes of a text once the carrier has it: callbacks, and now and then somebody who answers or pays. */
export const livePeople = (parts: Parts): void => {
  const { universe } = parts;
  const { world, carrier, till } = universe;
  const dice = world.chance.dice("people");
  carrier.onAccepted = (message) => {
    universe.watch?.onAccepted(message);
    if (isMail(message.to)) reportMail(parts, message);
    else report(parts, message);
    if (dice() < 0.4 && !isMail(message.to))
      world.plan(minuteMs + dice() ** 3 * 6 * hourMs, () => answer(parts, message));
    follow(parts, message);
    const link = till.links.find(({ url }) => message.body.includes(url));
    if (link !== undefined && dice() < 0.6)
      world.plan(dice() * 20 * hourMs, () => pay(parts, link));
  };
  till.onMade = (link) => {
    if (dice() < 0.2) world.plan(dice() * 30 * hourMs, () => pay(parts, link));
  };
};

/** Follows the link that asks for a review; now and then twice, by a phone's preview and by its owner. */
const follow = ({ hosts, universe: { world } }: Parts, { tenant, body }: Accepted): void => {
  const [address, business = "", visit = ""] =
    /https:\S+\/r\/([\w-]+)\/([0-9a-z]{25})/.exec(body) ?? [];
  const dice = world.chance.dice("readers");
  if (address === undefined || dice() < 0.4) return;
  const open = (): void => {
    world.count("review links followed");
    hosts.invoke(
      { role: "review-door", tenant },
      (deps) => reviewLink(deps)(new Request(address), { business, visit }),
      () => {},
    );
  };
  const first = dice() ** 3 * 40 * hourMs;
  world.plan(first, open);
  if (dice() < 0.5) world.plan(first + dice() ** 3 * minuteMs, open);
};

const report = (parts: Parts, message: Accepted): void => {
  const { world } = parts.universe;
  const dice = world.chance.dice("callbacks");
  const last: DeliveryStatus = world.strikes("messenger.undelivered") ? "undelivered" : "delivered";
  const first = world.strikes("callback.before_reply") ? 0 : 2_000;
  const isReordered = world.strikes("callback.reordered");
  const sent = first + dice() * 4_000;
  const ended = sent + 1_000 + dice() * 20_000;
  callBack(parts, message, { status: "sent", inMs: isReordered ? ended + 30_000 : sent });
  if (!world.strikes("messenger.filtered"))
    return callBack(parts, message, { status: last, inMs: ended });
  const why = world.chance.dice("filters")() < 0.6 ? "text_refused" : "sender_misconfigured";
  callBack(parts, message, { status: "undelivered", inMs: ended, why });
};

type Event = {
  readonly status: DeliveryStatus;
  readonly inMs: number;
  readonly why?: string | null;
};

const callBack = (parts: Parts, message: Accepted, { status, inMs, why = null }: Event): void => {
  const { world } = parts.universe;
  const dice = world.chance.dice("callbacks");
  if (world.strikes("callback.lost")) return;
  const isSigned = !isMail(message.to) && dice() < 0.15;
  let tries = 0;
  const send = (): void => {
    tries += 1;
    const done = (isTaken: boolean): void => {
      if (isTaken && status !== "sent") parts.universe.carrier.settled.push(message);
      if (isTaken && why === "opted_out") parts.universe.carrier.complained.push(message);
      // As the carrier does: a few times more, then never again.
      if (!isTaken && tries < 4) world.plan(10_000 * 4 ** tries, send);
    };
    if (isSigned) postStatus(parts, message, { status, why, done });
    else tellStatus(parts, message, { status, why, done });
  };
  world.plan(inMs, send);
  if (world.strikes("callback.twice")) world.plan(inMs + dice() ** 2 * 5 * hourMs, send);
};

/** As a mail service tells it: sent, then there or back again; and now and then, that somebody wants none. */
const reportMail = (parts: Parts, message: Accepted): void => {
  const { world } = parts.universe;
  const dice = world.chance.dice("mail events");
  const isBack = world.strikes("mail.bounced");
  const why = dice() < 0.5 ? "address_unreachable" : "mailbox_unavailable";
  callBack(parts, message, { status: "sent", inMs: dice() * 4_000 });
  const endMs = dice() ** 3 * hourMs;
  if (isBack) return callBack(parts, message, { status: "undelivered", inMs: endMs, why });
  callBack(parts, message, { status: "delivered", inMs: endMs });
  if (world.strikes("mail.complained"))
    callBack(parts, message, {
      status: "delivered",
      inMs: endMs + dice() ** 2 * 72 * hourMs,
      why: "opted_out",
    });
};

type Told = {
  readonly status: DeliveryStatus;
  readonly why: string | null;
  readonly done: (isTaken: boolean) => void;
};

/** As the carrier says it. */
const codes: Readonly<Record<string, string>> = {
  text_refused: "30007",
  sender_misconfigured: "30034",
};

const postStatus = (parts: Parts, { tenant, sid, to, execution }: Accepted, told: Told): void =>
  post(
    parts,
    {
      tenant,
      door: "twilio-status",
      body: statusForm(sid, { status: told.status, to, errorCode: codes[told.why ?? ""] }),
      query: `?execution=${execution}`,
    },
    (status) => told.done(status !== null && status < 500),
  );

const tellStatus = (
  { hosts, universe }: Parts,
  message: Accepted,
  { status, why, done }: Told,
): void => {
  const { tenant, sid, execution, to } = message;
  const provider = isMail(to) ? "ses" : "twilio";
  universe.world.count("statuses told");
  hosts.invoke(
    { role: "status", tenant },
    (deps) =>
      takeDelivery(deps, { tenant, provider, execution, sid, status, errorCode: null, why }),
    (ended) => done(ended.kind === "done" && (!ended.value.ok || !isBusy(ended.value.value))),
  );
};

const isBusy = (handled: { readonly kind: string }): boolean =>
  handled.kind === "refused" &&
  (handled as { readonly refusal?: { readonly code?: string } }).refusal?.code === "stream_busy";

const answer = (parts: Parts, { tenant, to: from }: Accepted): void => {
  const { universe, hosts } = parts;
  const { world, carrier } = universe;
  const dice = world.chance.dice("answers");
  const words = oneOf(dice, answers);
  const body = dice() < 0.3 ? `${words} ${universe.tenant(tenant).mark}9` : words;
  const optOutType = optOutOf(body);
  if (optOutType === "stop") carrier.optedOut.add(from);
  if (optOutType === "start") carrier.optedOut.delete(from);
  if (world.strikes("inbound.lost")) return;
  const number = world.tally.acts["texts written"] ?? 0;
  world.count("texts written");
  const sid = `SM${(0xa00000 + number).toString(16).padStart(32, "0")}`;
  const isSigned = dice() < 0.3;
  const correlationId = as<CorrelationId>(`text-${number}-${world.seed}`);
  // What people of the business write is kept nowhere, but that they want no more notices.
  const isCustomer = universe.tenant(tenant).people.some(({ phone }) => phone === from);
  until(parts, (told) => {
    const done = (isTaken: boolean): void => {
      if (isTaken && isCustomer) carrier.heard.push(sid);
      told(isTaken);
    };
    if (isSigned)
      return post(
        parts,
        { tenant, door: "twilio-inbound", body: inboundForm(sid, { from, body, optOutType }) },
        (status) => done(status === 200),
      );
    const text = {
      tenant,
      provider: "twilio",
      sid,
      from,
      body,
      optOutType,
      correlationId,
    } as const;
    hosts.invoke(
      { role: "inbound", tenant },
      (deps) => takeText(deps, text),
      (ended) => done(ended.kind === "done" && ended.value.kind !== "refused"),
    );
  });
};

const optOutOf = (body: string): "stop" | "start" | "help" | null => {
  const word = body.trim().toUpperCase();
  if (word === "STOP" || word === "CANCEL") return "stop";
  if (word === "START" || word === "YES") return "start";
  return word === "HELP" ? "help" : null;
};

/** Pays over the link, if its page is open; and what may follow weeks later. */
const pay = (parts: Parts, link: SimLink): void => {
  const { world } = parts.universe;
  const dice = world.chance.dice("payers");
  if (link.payment !== null || !isPayable(world, link)) return;
  link.payment = `pi_${link.link}`;
  const isSlow = dice() < 0.2;
  link.paid = !(isSlow && dice() < 0.4);
  tellPayment(parts, link, isSlow ? "pending" : "paid");
  const later = (inHours: number, word: Word): void =>
    world.plan(inHours * hourMs, () => tellPayment(parts, link, word));
  if (isSlow) later(dice() * 20, link.paid ? "paid" : "failed");
  if (link.paid) afterwards(dice, later);
};

const isPayable = (world: World, link: SimLink): boolean =>
  link.isOpen || world.strikes("payments.late_payer");

const afterwards = (dice: Dice, later: (inHours: number, word: Word) => void): void => {
  if (dice() < 0.2) later(24 * (1 + dice()), "refunded");
  if (dice() < 0.1) later(30, "disputed");
};

type Word = "paid" | "pending" | "failed" | "refunded" | "disputed";

const tellPayment = (parts: Parts, link: SimLink, word: Word): void => {
  const { tenant } = link;
  parts.universe.world.count(`payment ${word}`);
  const body = JSON.stringify(eventOf(link, word));
  until(parts, (done) =>
    post(parts, { tenant, door: "stripe", body }, (status) => {
      if (status === 200) link.told.add(word);
      done(status === 200);
    }),
  );
};

const eventOf = (link: SimLink, word: Word): object => {
  const { tenant, execution, amountMinor, payment } = link;
  const currency = link.currency.toLowerCase();
  const metadata = { aro_tenant: tenant, aro_execution: execution };
  const session = {
    id: `cs_${link.link}`,
    metadata,
    payment_intent: payment,
    payment_status: word === "paid" ? "paid" : "unpaid",
    amount_total: amountMinor,
    currency,
  };
  const id = `evt_${link.link}_${word}`;
  const whole = (type: string, object: object): object => ({
    id,
    type,
    livemode: false,
    data: { object },
  });
  switch (word) {
    case "paid":
    case "pending":
      return whole("checkout.session.completed", session);
    case "failed":
      return whole("checkout.session.async_payment_failed", session);
    case "refunded":
      return whole("charge.refunded", {
        id: `ch_${link.link}`,
        metadata,
        payment_intent: payment,
        amount: amountMinor,
        amount_refunded: amountMinor,
        currency,
      });
    case "disputed":
      return whole("charge.dispute.created", {
        id: `dp_${link.link}`,
        charge: `ch_${link.link}`,
        payment_intent: payment,
        amount: amountMinor,
        currency,
        status: "needs_response",
        evidence_details: null,
      });
  }
};
