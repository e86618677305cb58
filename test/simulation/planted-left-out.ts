import type { TextOutcome } from "#core/customer/events";
import { type Instant, plusMs } from "#core/kernel/time";
import type { TaskSubject } from "#core/workflow/events";
import type { Invariant } from "#test/simulation/invariants";
import type { Planted } from "#test/simulation/planted";
import { port, store, unwritten, type Wrap } from "#test/simulation/planting";

/** Mistakes by which something is left out, or comes late, and nothing is sent that should not be. */
export const plantedLeftOut: readonly Planted[] = [
  bug("gap forgotten", "texts may follow each other at once", "S12", (deps) => ({
    ...deps,
    pack: { ...deps.pack, minimumGapMs: 0 },
  })),
  bug(
    "brake that does not hold",
    "a business that holds its texts back is not asked",
    "S5",
    port("tenants", (real) => ({
      settings: async (tenant) => ({ ...(await real.settings(tenant)), onHold: false }),
    })),
  ),
  bug(
    "STOP kept and not heeded",
    "what the customer wrote is there, and that they want no more is not",
    "S6",
    unwritten("customer.opted_out"),
  ),
  bug(
    "moot tasks stay open",
    "nobody closes what need not be done any more",
    "W1",
    unwritten("task.closed"),
  ),
  bug(
    "last word of the carrier forgotten",
    "a text that has arrived counts as on its way for ever",
    "S9",
    unwritten("execution.delivery"),
  ),
  bug(
    "look-ups put off",
    "nobody asks for hours what became of a text",
    "L3",
    store((real) => ({
      ...real,
      append: (commit) => real.append({ ...commit, events: commit.events.map(lookedUpLate) }),
    })),
  ),
  bug(
    "yes kept and not told",
    "no visit ever hears that its customer will come",
    "R1",
    unwritten("appointment.confirmed"),
  ),
  bug(
    "yes to a time that has moved",
    "a yes counts, whatever time was asked about",
    "R1",
    store((real) => ({
      ...real,
      append: (commit) => real.append({ ...commit, events: commit.events.map(yesAllTheSame) }),
    })),
  ),
  bug(
    "every yes opts in",
    "who confirms a visit wants texts again",
    "R1",
    store((real) => ({
      ...real,
      append: (commit) => real.append({ ...commit, events: commit.events.flatMap(optedInBesides) }),
    })),
  ),
  bug(
    "erasure not told",
    "no visit ever hears that its customer was erased",
    "P3",
    unwritten("appointment.customer_erased"),
  ),
  bug("runs that never end", "no run is ever over", "L1", unwritten("run.finished")),
  bug(
    "tasks over where they arose",
    "what is moot stays on somebody's list",
    "W1",
    unwritten("handling.ended"),
  ),
];

type Event = { readonly type: string };
type Settled = { readonly sid: string; readonly outcome: TextOutcome };

const isSettled = (event: Event): event is Event & Settled =>
  event.type === "customer.text_settled";

const yesAllTheSame = <E extends Event>(event: E, _: number, events: readonly E[]): E => {
  if (!isSettled(event) || event.outcome.kind !== "handed_to_person") return event;
  const asked = events.find(({ type }) => type === "task.opened") as {
    readonly subject?: TaskSubject;
  };
  const appointment = asked?.subject?.appointment ?? null;
  return event.outcome.why !== "moved_since" || appointment === null
    ? event
    : { ...event, outcome: { kind: "acted", action: "confirm", appointment } };
};

const optedInBesides = <E extends Event>(event: E): readonly E[] =>
  isSettled(event) && event.outcome.kind === "acted" && event.outcome.action === "confirm"
    ? [{ type: "customer.opted_in", how: "text", evidence: event.sid } as Event as E, event]
    : [event];

function bug(name: string, means: string, breaks: Invariant, wrap: Wrap): Planted {
  return { name, means, breaks, wrap };
}

const lookedUpLate = <E extends { readonly type: string }>(event: E): E =>
  event.type === "execution.unknown" && "lookAt" in event
    ? { ...event, lookAt: plusMs(event.lookAt as Instant, 5 * 3_600_000) }
    : event;
