import { type Instant, plusMs } from "#core/kernel/time";
import type { Agenda } from "#local/demo-agenda";
import type { Part } from "#local/demo-cast";
import type { Person } from "#local/demo-person";
import type { Stage } from "#local/demo-stage";
import {
  bookedBody,
  cancelledBody,
  moveBodies,
  noShowBody,
  type Visit,
} from "#local/demo-webhooks";

/** The booking page and the front desk: what is booked, who comes, who is marked as missing. */
export type Desk = {
  readonly book: (part: Part, visit: Visit) => Promise<void>;
  /** Twice more at once, side by side: the booking system is not sure that it was heard. */
  readonly tellAgain: (part: Part, visit: Visit, times: number) => Promise<void>;
  readonly move: (part: Part, to: Visit, isNewFirst: boolean) => Promise<void>;
  readonly cancel: (part: Part, by: "host" | "invitee", reason: string | null) => Promise<void>;
  /** Webhooks, how many of them said what had been said before, and how many were refused. */
  readonly posted: () => {
    readonly total: number;
    readonly repeated: number;
    readonly refused: number;
  };
};

/** Nobody is missed at the very minute. */
const graceMs = 20 * 60_000;
/** Calendly tells the second half of a move a little later. */
const secondHalfMs = 40_000;

export const openDesk = (stage: Stage, agenda: Agenda, personOf: (part: Part) => Person): Desk => {
  const posted = { total: 0, repeated: 0, refused: 0 };
  const open = new Map<Part, Visit>();

  const post = async (body: string): Promise<void> => {
    posted.total += 1;
    if ((await stage.post(body)) >= 300) posted.refused += 1;
  };

  /** Who is not there is marked as missing, unless the visit has been moved or given up by then. */
  const awaitThem = (part: Part, visit: Visit): void => {
    open.set(part, visit);
    const at = plusMs(visit.start, graceMs);
    const act = async (): Promise<void> => {
      const isMissed = isEarlier(visit) || !personOf(part).comesTo(visit.start);
      if (open.get(part) === visit && isMissed) await post(noShowBody(part, visit, at));
    };
    agenda.add({ at, act });
  };

  return {
    book: async (part, visit) => {
      awaitThem(part, visit);
      await post(bookedBody(part, visit));
    },
    tellAgain: async (part, visit, times) => {
      posted.repeated += times;
      await Promise.all(Array.from({ length: times }, () => post(bookedBody(part, visit))));
    },
    move: async (part, to, isNewFirst) => {
      const from = open.get(part);
      if (from === undefined) return;
      awaitThem(part, to);
      const { gone, instead } = moveBodies(part, from, to);
      const [first, second] = isNewFirst ? [instead, gone] : [gone, instead];
      agenda.add({ at: plusMs(to.bookedAt, secondHalfMs), act: () => post(second) });
      await post(first);
    },
    cancel: async (part, by, reason) => {
      const visit = open.get(part);
      if (visit === undefined) return;
      open.delete(part);
      await post(cancelledBody(part, visit, { at: stage.now(), by, reason }));
    },
    posted: () => posted,
  };
};

/** The visits of the days before belong to the story that was so far: they are missed, whoever texts. */
const isEarlier = ({ name }: Visit): boolean => name === "missed_1" || name === "missed_2";

export const visitAt = (name: Visit["name"], start: Instant, bookedAt: Instant): Visit => ({
  name,
  start,
  bookedAt,
});
