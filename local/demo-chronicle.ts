import type { AppointmentStreamEvent } from "#core/appointment/journeys";
import type { CustomerEvent } from "#core/customer/events";
import type { Request as TextRequest } from "#core/execution/events";
import type { ExecutionId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import type { Part } from "#local/demo-cast";
import type { Stage } from "#local/demo-stage";
import { inviteesOf, type VisitName } from "#local/demo-webhooks";
import { tenant } from "#local/seed";

/** One event of one customer of the demo, in the order in which things happened to them. */
export type Happening = {
  readonly at: Instant;
  readonly part: Part;
  /** As which of their bookings the visit began; `null` where it is about the customer. */
  readonly visit: VisitName | null;
  /** Stream, version and place in the commit, to put happenings of one instant into one order. */
  readonly place: string;
  readonly event: AppointmentStreamEvent | CustomerEvent;
};

export type Chronicle = {
  /** What has been written since the last look. */
  readonly read: () => Promise<readonly Happening[]>;
  /** Everything so far, by time; the same order on every machine. */
  readonly all: () => readonly Happening[];
  /** What was asked of the carrier under this id. */
  readonly requestOf: (execution: ExecutionId) => TextRequest | undefined;
};

const page = 500;

/** Reads the house's own feed of commits, as any reader would, and tells whom each event is about. */
export const createChronicle = (stage: Stage, parts: readonly Part[]): Chronicle => {
  const { feed, store } = stage.house.composed.deps;
  const all: Happening[] = [];
  const invitees = inviteesOf(parts);
  const parting = new Map<string, { readonly part: Part; readonly name: VisitName | null }>();
  const requests = new Map<ExecutionId, TextRequest>();
  let position = 0;

  const note = (commit: Commit): void => {
    for (const event of eventsOf(commit)) {
      if (event.type === "execution.requested") requests.set(event.execution, event);
      if (event.type !== "appointment.booked") continue;
      const known = invitees.get(event.reference.ref);
      if (known === undefined) continue;
      if (!parting.has(commit.stream)) parting.set(commit.stream, known);
      parting.set(`customer/${event.customer}`, { part: known.part, name: null });
    }
  };

  const happeningsOf = (commit: Commit): readonly Happening[] => {
    const known = parting.get(commit.stream);
    if (known === undefined) return [];
    const { part, name: visit } = known;
    const version = String(commit.version).padStart(4, "0");
    const kind = commit.stream.split("/")[0] ?? "";
    return eventsOf(commit).map((event, index) => ({
      at: commit.at,
      part,
      visit,
      place: `${kind}@${version}.${String(index).padStart(3, "0")}`,
      event,
    }));
  };

  const nextPage = async (): Promise<readonly Happening[]> => {
    const entries = await feed.after(tenant, position, page);
    position = entries.at(-1)?.position ?? position;
    const commits = await Promise.all(entries.map(({ commit }) => store.open(commit)));
    for (const commit of commits) note(commit);
    return commits.flatMap(happeningsOf);
  };

  const read = async (): Promise<readonly Happening[]> => {
    const fresh: Happening[] = [];
    for (let from = -1; from < position; ) {
      from = position;
      fresh.push(...(await nextPage()));
    }
    all.push(...fresh);
    return fresh;
  };

  return {
    read,
    all: () => all.toSorted(byTime),
    requestOf: (execution) => requests.get(execution),
  };
};

const eventsOf = ({ events }: Commit): readonly Happening["event"][] =>
  events as readonly Happening["event"][];

const byTime = (left: Happening, right: Happening): number => {
  if (left.at !== right.at) return left.at < right.at ? -1 : 1;
  if (left.part.number !== right.part.number) return left.part.number - right.part.number;
  return left.place < right.place ? -1 : 1;
};
