import { type Instant, plusMs } from "#core/kernel/time";
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
];

function bug(name: string, means: string, breaks: Invariant, wrap: Wrap): Planted {
  return { name, means, breaks, wrap };
}

const lookedUpLate = <E extends { readonly type: string }>(event: E): E =>
  event.type === "execution.unknown" && "lookAt" in event
    ? { ...event, lookAt: plusMs(event.lookAt as Instant, 5 * 3_600_000) }
    : event;
