import { bookingEvent } from "#adapters/square/sample";
import { inviteeCanceled, inviteeCreated, type SampleBooking } from "#adapters/calendly/sample";
import { takeBooking } from "#core/app/take-booking";
import type { BookingDelivery } from "#core/booking/change";
import { as, type CorrelationId, type TenantId } from "#core/kernel/ids";
import { fromEpochMs } from "#core/kernel/time";
import { squareBooking, type Standing } from "#test/simulation/ports/bookings";
import type { Person, SimTenant } from "#test/simulation/tenants";
import { post } from "#test/simulation/doors";
import type { Hosts } from "#test/simulation/hosts";
import type { Universe } from "#test/simulation/universe";

/** A visit as its booking system knows it: the truth that appointments have to come to. */
export type Visit = {
  readonly tenant: SimTenant;
  readonly person: Person;
  readonly system: "calendly" | "square";
  /** All names that it has ever had, the newest last. */
  readonly refs: string[];
  startMs: number;
  endMs: number;
  status: "live" | "cancelled" | "no_show";
  revision: number;
  /** The system tells of it and was refused: a person knows. */
  isRefused: boolean;
  /** Every signed body that was posted about it. */
  readonly bodies: string[];
  /** What we have done to it ourselves, which its system does not know of. */
  isOperated: boolean;
  /** Something of it was never told; until a whole list has been taken, nobody need know. */
  isOwed: boolean;
  /** As its system had it from each moment on. */
  readonly history: Standing[];
};

export type Parts = { readonly universe: Universe; readonly hosts: Hosts };

const dayMs = 24 * 3_600_000;
const hourMs = 3_600_000;

/** A booking system, which delivers every webhook until it is answered, more than once and in any order. */
export type Bookings = {
  readonly visits: Visit[];
  readonly book: (visit: Pick<Visit, "tenant" | "person" | "system" | "startMs" | "endMs">) => void;
  readonly move: (visit: Visit, startMs: number) => void;
  readonly cancel: (visit: Visit) => void;
  readonly markNoShow: (visit: Visit) => void;
};

export const createBookings = (parts: Parts): Bookings => {
  const { universe } = parts;
  const { world } = universe;
  const { visits } = universe.desk;
  let names = 0;
  const tell = (visit: Visit, body: string, index: number): void =>
    send(parts, visit, { key: `${index}`, body, inMs: 0 });
  const note = (visit: Visit, body: string): void => {
    const { startMs, endMs, status, revision } = visit;
    visit.history.push({ startMs, endMs, status, revision, atMs: world.nowMs(), body });
    universe.desk.onChange(visit);
  };
  return {
    visits,
    book: (wanted) => {
      names += 1;
      const visit: Visit = {
        ...wanted,
        refs: [refOf(wanted.system, wanted.tenant, names)],
        status: "live",
        revision: 1,
        isRefused: false,
        bodies: [],
        isOperated: false,
        isOwed: false,
        history: [],
      };
      visits.push(visit);
      world.count(`booked with ${visit.system}`);
      const body = inviteeCreated(sampleOf(visit, world.nowMs()));
      note(visit, body);
      if (visit.system === "square") return tellStanding(parts, visit);
      if (isLost(parts, visit)) return void visit.bodies.push(body);
      tell(visit, body, 0);
    },
    move: (visit, startMs) => {
      const before = sampleOf(visit, world.nowMs());
      visit.endMs += startMs - visit.startMs;
      visit.startMs = startMs;
      visit.revision += 1;
      world.count(`moved with ${visit.system}`);
      if (visit.system === "square") {
        note(visit, "");
        return tellStanding(parts, visit);
      }
      names += 1;
      visit.refs.push(refOf(visit.system, visit.tenant, names));
      const now = sampleOf(visit, world.nowMs());
      const gone = inviteeCanceled(
        { ...before, rescheduled: true, newInvitee: now.inviteeUri },
        { at: fromEpochMs(world.nowMs()), by: "invitee", reason: null },
      );
      const come = inviteeCreated({ ...now, oldInvitee: before.inviteeUri });
      note(visit, come);
      const isReordered = world.strikes("webhook.reordered");
      send(parts, visit, { key: "gone", body: gone, inMs: isReordered ? 20 * 60_000 : 0 });
      // No list names what was called off, nor what has moved on: with both halves lost nobody could ever tell.
      if (isLost(parts, visit)) return void visit.bodies.push(come);
      send(parts, visit, { key: "come", body: come, inMs: 100 });
    },
    cancel: (visit) => {
      visit.status = "cancelled";
      visit.revision += 1;
      world.count(`cancelled with ${visit.system}`);
      note(visit, "");
      if (visit.system === "square") return tellStanding(parts, visit);
      const at = fromEpochMs(world.nowMs());
      const reason = `cannot come ${visit.tenant.mark}9`;
      tell(
        visit,
        inviteeCanceled(sampleOf(visit, world.nowMs()), { at, by: "invitee", reason }),
        1,
      );
    },
    markNoShow: (visit) => {
      visit.status = "no_show";
      note(visit, "");
      world.count("missed");
      const key = `no_show ${visit.refs.at(-1)}`;
      const reference = { provider: visit.system, ref: visit.refs.at(-1) ?? "" };
      direct(parts, visit, { deliveryKey: key, change: { kind: "no_show", reference } });
    },
  };
};

const refOf = (system: string, { mark }: SimTenant, number: number): string =>
  system === "calendly"
    ? `https://api.calendly.com/scheduled_events/E${number}/invitees/I${number}`
    : `${system}-${mark.length}-${number}`;

const sampleOf = (visit: Visit, nowMs: number): SampleBooking => {
  const { person, tenant, refs, startMs, endMs } = visit;
  const inviteeUri = refs.at(-1) ?? "";
  return {
    inviteeUri,
    eventUri: inviteeUri.slice(0, inviteeUri.indexOf("/invitees")),
    name: person.name,
    email: person.email,
    phone: person.toldPhone,
    zone: person.zone ?? tenant.settings.zone,
    start: fromEpochMs(startMs),
    end: fromEpochMs(endMs),
    createdAt: fromEpochMs(nowMs),
  };
};

/** Never told, and never told again: a list has to do. */
const isLost = ({ universe: { world, desk } }: Parts, visit: Visit): boolean => {
  if (!desk.asks || !world.strikes("webhook.lost")) return false;
  visit.isOwed = true;
  return true;
};

/** By its webhook, which names the customer alone by an id, so that the door has to ask. */
const tellByPost = (parts: Parts, visit: Visit, standing: Standing): void => {
  const booking = squareBooking(visit, standing);
  const type = standing.revision === 1 ? "booking.created" : "booking.updated";
  const told = { type, eventId: `${booking.id} ${booking.version}` } as const;
  const body = bookingEvent(booking, { ...told, at: fromEpochMs(standing.atMs) });
  const tenant = visit.tenant.id;
  until(parts, (done) =>
    post(parts, { tenant, door: "square", body }, (status) => done(status === 200)),
  );
};

/** What a system that never renames a booking says of it; where nobody asks, below the signature. */
const tellStanding = (parts: Parts, visit: Visit): void => {
  if (isLost(parts, visit)) return;
  const standing = visit.history.at(-1);
  if (parts.universe.desk.asks && standing !== undefined) return tellByPost(parts, visit, standing);
  const { person, tenant, refs, startMs, endMs, revision, status } = visit;
  const details = {
    reference: { provider: "square", ref: refs.at(-1) ?? "" },
    start: fromEpochMs(startMs),
    end: fromEpochMs(endMs),
    zone: tenant.settings.zone,
    name: person.name,
    email: person.email,
    phone: person.toldPhone,
    rescheduleUrl: "https://example.com/r",
    cancelUrl: "https://example.com/c",
  };
  const change =
    status === "cancelled"
      ? ({ kind: "cancelled", details, by: "customer", reason: null } as const)
      : ({ kind: "stands", details } as const);
  const deliveryKey = `${refs.at(-1)} ${revision}`;
  direct(parts, visit, { deliveryKey, change, revision: { by: "provider", number: revision } });
};

const direct = (parts: Parts, visit: Visit, delivery: BookingDelivery): void => {
  const { universe, hosts } = parts;
  const tenant = visit.tenant.id;
  const correlationId = as<CorrelationId>(`sim-${universe.world.seed}`);
  until(parts, (done) =>
    hosts.invoke(
      { role: "booking-door", tenant },
      (deps) => takeBooking(deps, { tenant, provider: visit.system, delivery, correlationId }),
      (ended) => {
        const isTaken = ended.kind === "done" && !isBusy(ended.value);
        if (ended.kind === "done" && ended.value.kind === "refused" && isTaken)
          visit.isRefused = true;
        done(isTaken);
      },
    ),
  );
};

const isBusy = (taken: Awaited<ReturnType<typeof takeBooking>>): boolean =>
  taken.kind === "refused" && taken.refusal.code === "stream_busy";

const send = (
  parts: Parts,
  visit: Visit,
  webhook: { readonly key: string; readonly body: string; readonly inMs: number },
): void => {
  const { universe } = parts;
  const { world } = universe;
  const { body } = webhook;
  visit.bodies.push(body);
  const tenant: TenantId = visit.tenant.id;
  if (world.strikes("webhook.forged"))
    post(
      parts,
      { tenant, door: "calendly", body: body.replace("I", "J"), isForged: true },
      (status) =>
        world.check("S3", status === null || status >= 400, () => "a forged webhook was accepted"),
    );
  if (world.strikes("webhook.malformed"))
    post(parts, { tenant, door: "calendly", body: body.slice(0, -40) }, () => {});
  world.plan(webhook.inMs, () =>
    until(parts, (done) =>
      post(parts, { tenant, door: "calendly", body }, (status) => done(status === 200)),
    ),
  );
};

/** Calendly delivers again for a day; ours goes on until somebody takes it, so that what is lost is lost by us. */
export const until = (parts: Parts, attempt: (done: (isTaken: boolean) => void) => void): void => {
  const { world } = parts.universe;
  const dice = world.chance.dice("deliveries");
  let tries = 0;
  const again = (): void =>
    attempt((isTaken) => {
      tries += 1;
      if (!isTaken) world.plan(Math.min(hourMs, 20_000 * 2 ** tries) * (0.5 + dice()), again);
    });
  const lateMs = world.strikes("webhook.late") ? dice() ** 2 * 8 * hourMs : dice() * 2_000;
  world.plan(lateMs, again);
  if (world.strikes("webhook.twice")) world.plan(lateMs + dice() ** 3 * 3 * dayMs, again);
};
