import { type Instant, plusMs } from "#core/kernel/time";
import type { ViewItem } from "#core/ports/views";
import type { Commit } from "#core/kernel/message";
import type { Invariant } from "#test/simulation/invariants";
import type { Planted } from "#test/simulation/planted";
import {
  at,
  port,
  pretendsToWrite,
  reading,
  unwritten,
  withoutType,
  type Wrap,
  writing,
} from "#test/simulation/planting";

type Told = Readonly<Record<string, unknown>> & { readonly type: string };

const hourMs = 3_600_000;

/** Mistakes by which everything goes its way, and what is said, listed, asked for or kept is not so. */
export const plantedTold: readonly Planted[] = [
  bug("morning and evening", "a text says AM where it is PM", "S13", [
    writing(changing("body", (body) => body.replace(" AM", " PM"))),
  ]),
  bug("pages of the booking before", "a moved visit keeps its old links", "S13", [
    reading((commits) => withLinks(commits)),
  ]),
  bug("carried whenever", "a carrier may hand a text over until late at night", "S13", [
    writing(changing("usefulUntil", (until) => plusMs(until as Instant, 10 * hourMs))),
  ]),
  bug("a confirmed visit looks new", "lists show what was confirmed as booked", "S14", [
    at(
      "project",
      port("views", (real) => ({
        ...real,
        put: (tenant, item) => real.put(tenant, { ...item, data: asBooked(item.data) }),
      })),
    ),
  ]),
  bug("a run that nobody can hold up", "who pauses a journey gets its texts", "S5", [
    reading(withoutType("run.paused")),
  ]),
  bug("given up at first sight", "what stands on no list has not gone, and never will", "L1", [
    writing((event) =>
      event["why"] === "look_up_absent"
        ? { type: "execution.failed", execution: event["execution"], why: "outcome_unknown" }
        : event,
    ),
  ]),
  bug("the carrier's word on a STOP", "a number that left there is texted again", "L1", [
    writing((event) => (event["how"] === "carrier" ? null : event)),
  ]),
  bug("an account that may send nothing", "nobody hears that every text fails", "L1", [
    pretendsToWrite((stream) => stream.startsWith("sender/")),
  ]),
  bug("a landline is tried for ever", "nobody keeps that a number takes no texts", "L5", [
    reading(withoutType("customer.number_unreachable")),
  ]),
  bug("nobody stands in line", "texts go as fast as they can", "L5", [
    port("tenants", (real) => ({
      settings: async (tenant) => {
        const { pace: _, ...settings } = await real.settings(tenant);
        return settings;
      },
    })),
  ]),
  bug("refunds forgotten", "what was given back counts as there", "M1", [
    unwritten("payment.refunded"),
  ]),
  bug("money for nothing", "nobody is asked about what should not have been paid", "M1", [
    writing((event) => (String(event["kind"]).startsWith("refund-") ? null : event)),
  ]),
  bug("paid and not confirmed", "who has paid is asked whether they come", "M1", [
    writing((event) =>
      event.type === "appointment.confirmed" && event["by"] === "payment" ? null : event,
    ),
  ]),
  bug("key of who has left", "the names of former people stay readable", "P2", [
    port("vault", (real) => ({
      ...real,
      destroy: async (tenant, subject) =>
        subject.startsWith("operator/") ? undefined : real.destroy(tenant, subject),
    })),
  ]),
  bug("booking says yes again", "who has said no is texted because they book", "S6", [
    reading(withoutType("customer.consent_withdrawn")),
  ]),
  bug("a list without its STOPs", "who had said STOP elsewhere begins anew here", "S6", [
    at("import", unwritten("customer.opted_out")),
  ]),
  bug("visits that end early", "a visit counts as over while it lasts", "S7", [
    reading(
      changed((event) =>
        event.type === "appointment.booked"
          ? { ...event, end: plusMs(event["end"] as Instant, -2 * hourMs) }
          : event,
      ),
    ),
  ]),
  bug("told of what is done", "a message goes about a task that is closed", "N2", [
    reading(withoutType("handling.ended")),
  ]),
  bug("risk of yesterday", "what a visit says for the risk waits for the night", "K1", [
    writing((event) => (event.type === "customer.risk_assessed" ? null : event)),
  ]),
];

function bug(name: string, means: string, breaks: Invariant, wraps: readonly Wrap[]): Planted {
  const wrap: Wrap = (deps, invocation, universe) =>
    wraps.reduce((before, one) => one(before, invocation, universe), deps);
  return { name, means, breaks, wrap };
}

/** The field of an intent, where it is a text. */
function changing(field: string, change: (text: string) => string) {
  return (event: Told): Told => {
    const text = event[field];
    return event.type === "execution.intended" && typeof text === "string"
      ? { ...event, [field]: change(text) }
      : event;
  };
}

function changed(change: (event: Told) => Told) {
  return (commits: readonly Commit[]): readonly Commit[] =>
    commits.map((commit) => ({ ...commit, events: commit.events.map(change) }));
}

/** Those of the first booking, in all that follow. */
const withLinks = (commits: readonly Commit[]): readonly Commit[] => {
  const all = commits.flatMap(({ events }): readonly Told[] => events);
  const links = all.find(({ type }) => type === "appointment.booked")?.["links"];
  return changed((event) => (event.type === "appointment.booked" ? { ...event, links } : event))(
    commits,
  );
};

type Data = ViewItem["data"];

const asBooked = (data: Data): Data =>
  typeof data === "object" && data !== null && "status" in data && data["status"] === "confirmed"
    ? { ...data, status: "booked" }
    : data;
