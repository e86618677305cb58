import { type Part, placeFrom, type Progress } from "#core/app/synchronise";
import { type Source, synchroniseAll } from "#core/app/synchronise-all";
import { as, type CorrelationId } from "#core/kernel/ids";
import { type Result, refuse } from "#core/kernel/result";
import type { Refused } from "#functions/reply";
import { synchroniseTenant } from "#functions/synchronise";
import { type Dice, oneOf } from "#test/simulation/chance";
import { listOf, type System } from "#test/simulation/ports/bookings";
import type { Bookings, Parts, Visit } from "#test/simulation/providers";
import type { SimTenant } from "#test/simulation/tenants";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const systems: readonly System[] = ["calendly", "square"];

/** In half of the worlds somebody takes the list of a booking system now and then, as `aro synchronise` does. */
export const askNowAndThen = (parts: Parts, bookings: Bookings, spanMs: number): void => {
  const { world, desk, tenants } = parts.universe;
  if (!desk.asks) return;
  const dice = world.chance.dice("askers");
  for (const tenant of tenants)
    world.plan(dice() * spanMs * 0.7, () => {
      const own = desk.visits.filter((one) => one.tenant === tenant);
      if (own.length === 0) return;
      const { system } = oneOf(dice, own);
      void take(parts, { tenant, system, dice, times: 0 });
    });
  // A list is most likely to be wrong where something has just changed.
  desk.onChange = ({ tenant, system, startMs }) => {
    if (dice() > 0.45 || startMs < world.nowMs() + hourMs) return;
    world.plan(
      dice() ** 2 * 3 * hourMs,
      () => void take(parts, { tenant, system, dice, times: 0 }),
    );
  };
  desk.onPage = (visits) => {
    const visit = visits[0];
    if (visit === undefined || !world.strikes("bookings.moves_meanwhile")) return;
    world.plan(dice() * 200, () => change(bookings, visit, { nowMs: world.nowMs(), dice }));
  };
};

/** Behind the page, and mostly told of before the page is taken. */
const change = (
  bookings: Bookings,
  visit: Visit,
  { nowMs, dice }: { readonly nowMs: number; readonly dice: Dice },
): void => {
  if (visit.status !== "live" || visit.startMs < nowMs + hourMs) return;
  if (dice() < 0.25) bookings.cancel(visit);
  else bookings.move(visit, visit.startMs + (1 + Math.floor(dice() * 40)) * 15 * minuteMs);
};

/** When all is well again: what no webhook told is in a list, unless it is over. */
export const askAtLast = (parts: Parts): void => {
  const { world, desk, tenants } = parts.universe;
  const dice = world.chance.dice("askers");
  for (const tenant of tenants)
    for (const system of systems) {
      const isOwed = desk.visits.some(
        (one) =>
          one.isOwed &&
          one.startMs > world.nowMs() &&
          one.tenant === tenant &&
          one.system === system,
      );
      if (isOwed) void take(parts, { tenant, system, dice, times: 0 });
    }
};

type Asked = {
  readonly tenant: SimTenant;
  readonly system: System;
  readonly dice: Dice;
  readonly times: number;
  /** A whole list has just been taken, and nothing can be new. */
  readonly isAgain?: boolean;
};

const mostTimes = 6;

/** Whoever was refused comes again, and goes on where they were or begins anew. */
const take = async (parts: Parts, asked: Asked, begin: string | null = null): Promise<void> => {
  const { world } = parts.universe;
  const { dice, times } = asked;
  const begunMs = world.nowMs();
  const source: Source<Refused> = {
    part: (after) => takePage(parts, asked, after),
    pause: (ms) => new Promise((resolve) => world.plan(ms, resolve)),
    onProgress: () => {},
    isStopped: () => false,
  };
  const done = await synchroniseAll(source, begin);
  world.count(`list ${done.ended}`);
  if (done.ended === "whole") return taken(parts, asked, { begin, begunMs, ...done });
  if (times >= mostTimes) return;
  const after = dice() < 0.5 ? done.after : null;
  const again = { ...asked, times: times + 1 };
  world.plan((0.1 + dice()) * hourMs, () => void take(parts, again, after));
};

const takePage = (
  { hosts, universe: { world } }: Parts,
  { tenant, system }: Asked,
  after: string | null,
): Promise<Result<Part, Refused>> =>
  new Promise((resolve) => {
    const place = after === null ? null : placeFrom(after);
    const wish = { isDryRun: false, ...(place !== null && { after: place }) };
    const story = { tenant: tenant.id, correlationId: as<CorrelationId>(`list-${world.seed}`) };
    hosts.invoke(
      { role: "synchronise", tenant: tenant.id },
      (deps) => synchroniseTenant(deps, story, system, wish),
      (ended) => resolve(ended.kind === "done" ? ended.value : unanswered),
    );
  });

/** As who asks a server hears of it that has failed or died. */
const unanswered = refuse<Refused>({ code: "internal", details: { why: "server_error" } });

type Whole = {
  readonly begin: string | null;
  readonly begunMs: number;
  readonly progress: Progress;
};

const taken = (parts: Parts, asked: Asked, { begin, begunMs, progress }: Whole): void => {
  const { world } = parts.universe;
  const { dice, isAgain = false } = asked;
  world.count(`list with ${progress.taken > 0 ? "news" : "no news"}`);
  if (isAgain)
    world.check(
      "S2",
      progress.taken === 0,
      () => `${progress.taken} are taken from one list twice`,
    );
  else if (begin === null) settle(parts, asked, begunMs);
  if (world.isHealed() && !isAgain && dice() < 0.5) void take(parts, { ...asked, isAgain: true });
};

/** Clocks that step, and the list that begins by one of them. */
const marginMs = 20 * minuteMs;

/**
 * Whatever stood still while a whole list was taken has been heard of now: its list was no older one, and nothing fell
 * off a page because something before it had gone.
 */
const settle = ({ universe }: Parts, { tenant, system }: Asked, begunMs: number): void => {
  const { world, desk } = universe;
  const own = desk.visits.filter((one) => one.tenant === tenant && one.system === system);
  const isStale = (desk.staleMs.get(listOf(tenant.id, system)) ?? 0) >= begunMs;
  const hasMoved = own.some(({ history }) => (history.at(-1)?.atMs ?? 0) >= begunMs);
  if (isStale || hasMoved) return;
  for (const visit of own)
    if (isListed(visit) && visit.startMs > world.nowMs() + marginMs) visit.isOwed = false;
};

/** A list of Calendly's has no more of what was called off. */
const isListed = ({ system, status }: Visit): boolean => system === "square" || status === "live";
