import * as fc from "fast-check";
import {
  appointmentStreamDecider,
  type AppointmentStreamEvent,
  type AppointmentStreamState,
  type AppointmentStreamWish,
} from "#core/appointment/journeys";
import { as, type ExecutionId } from "#core/kernel/ids";
import { type Instant, plusMs } from "#core/kernel/time";
import type { LookUp, SendOutcome } from "#core/ports/messenger";
import { booking, hour, journey, minute, monday, surroundings } from "#test/support/bookings";
import { begin, book, confirm, moveTo, wake } from "#test/support/journey-stage";

/** One step of a walk: after a while, or when the stream next wants to be woken, somebody wishes something. */
export type Step = {
  readonly after: number | "wake";
  readonly wish: (walk: Walk) => AppointmentStreamWish | null;
  readonly name: string;
};

export type Walk = {
  readonly state: AppointmentStreamState;
  readonly version: number;
  readonly now: Instant;
  /** The newest fencing token that anybody was given. */
  readonly token: number;
};

export type Walked = {
  readonly before: Walk;
  readonly walk: Walk;
  readonly wish: AppointmentStreamWish;
  readonly events: readonly AppointmentStreamEvent[];
};

const stages = [
  journey(
    "sequence",
    `on: appointment.booked
until: [appointment.rescheduled, appointment.moved_away, appointment.cancelled, appointment.started]
steps:
  - { id: hello, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }
  - { id: before, needs: [], wait: appointment.start - duration("48h") }
  - { id: reminder, uses: text.send, with: { template: reminder, purpose: reminder }, stale: 14h, retry: { attempts: 2, first: 30m } }
  - { id: answer, if: appointment.status == "booked", await: appointment.confirmed, timeout: 2h }
  - { id: call, uses: person.ask, with: { kind: no-answer, priority: high, due: 1h } }
`,
  ),
  journey(
    "thanks",
    `on: appointment.confirmed
steps: [{ id: thank, uses: text.send, with: { template: hello, purpose: confirmation, reply: true } }]`,
  ),
  journey(
    "day-before",
    `on: { time: 'appointment.start - duration("24h")' }
until: [appointment.rescheduled, appointment.cancelled]
steps: [{ id: last, uses: text.send, with: { template: reminder, purpose: reminder }, stale: 6h }]`,
  ),
  journey(
    "morning",
    `on: { cron: 0 8 * * * }
if: appointment.status == "booked"
steps: [{ id: look, uses: person.ask, with: { kind: look, priority: low } }]`,
  ),
  journey(
    "restless",
    `on: { pattern: { event: appointment.rescheduled, times: 2, within: 3d } }
steps: [{ id: talk, uses: person.ask, with: { kind: talk, priority: low } }]`,
  ),
];

const around = surroundings(stages);

export const factsOf = (walk: Walk) => ({
  ...around,
  now: walk.now,
  version: walk.version + 1,
  tzdb: "2026a",
});

export const start: Walk = {
  state: appointmentStreamDecider.initial,
  version: 0,
  now: monday,
  token: 1,
};

/** Takes one step; `null` where it has nothing to wish for. Throws where deciding does. */
export const take = (before: Walk, step: Step): Walked | null => {
  const wakeAt = before.state.journeys.wakeAt ?? before.now;
  const moment = step.after === "wake" ? wakeAt : plusMs(before.now, step.after);
  const now = moment > before.now ? moment : before.now;
  const wish = step.wish({ ...before, now });
  if (wish === null) return null;

  const at = { ...before, now };
  const decided = appointmentStreamDecider.decide(before.state, wish, factsOf(at));
  const events = decided.ok ? decided.value : [];
  const state = events.reduce(
    (folded, event) => appointmentStreamDecider.evolve(folded, event, now),
    before.state,
  );
  const version = before.version + (events.length > 0 ? 1 : 0);
  const token = before.token + (wish.kind === "begin_execution" ? 1 : 0);
  return { before: at, walk: { state, version, now, token }, wish, events };
};

const outcomes: readonly SendOutcome[] = [
  { kind: "sent", sid: "SM1", status: "queued" },
  { kind: "rejected", why: "landline", providerCode: null },
  { kind: "unavailable", why: "busy", retryAfterMs: null },
  { kind: "unknown", why: "timeout" },
];
const lookUps: readonly LookUp[] = [
  { kind: "found", sid: "SM1", status: "sent" },
  { kind: "absent" },
  { kind: "unavailable", why: "busy" },
];

/** One of the texts that are there, the newest first, so that small numbers shrink to what matters. */
const withText =
  (index: number, wish: (execution: ExecutionId, token: number) => AppointmentStreamWish) =>
  ({ state, token }: Walk): AppointmentStreamWish | null => {
    const texts = Object.values(state.journeys.executions).toReversed();
    const text = texts[index % Math.max(1, texts.length)];
    return text === undefined ? null : wish(text.execution, token);
  };

const withRun =
  (index: number, kind: "pause_run" | "resume_run" | "cancel_run") =>
  ({ state }: Walk): AppointmentStreamWish | null => {
    const runs = Object.values(state.journeys.runs).toReversed();
    const run = runs[index % Math.max(1, runs.length)];
    return run === undefined ? null : { kind, run: run.id };
  };

const always = (wish: AppointmentStreamWish) => () => wish;
const move = (ref: string, days: number) => (walk: Walk) =>
  moveTo(ref, plusMs(walk.now, days * 24 * hour), "A");

/** What is named more often is wished more often. */
const kinds =
  `wake wake wake begin begin begin settle settle resolve callback confirm answer move cancel
  book away no_show complete pause resume cancel_run withdraw`.split(/\s+/);

const wishes: fc.Arbitrary<Pick<Step, "wish" | "name">> = fc
  .record({
    index: fc.nat(2),
    choice: fc.nat(3),
    stale: fc.boolean(),
    kind: fc.constantFrom(...kinds),
  })
  .map(({ index, choice, stale, kind }) => ({
    name: `${kind} ${index} ${choice}${stale ? " stale" : ""}`,
    wish: wishFor(kind, index, choice, stale),
  }));

const wishFor = (kind: string, index: number, choice: number, stale: boolean): Step["wish"] => {
  const tokenOf = (token: number) => (stale ? token - 1 : token);
  const table: Readonly<Record<string, Step["wish"]>> = {
    book: always(book),
    confirm: always(confirm),
    answer: always({ kind: "note_answer", answer: stale ? "cancel" : "reschedule" }),
    cancel: always({
      kind: "cancel",
      booking: booking(stale ? "B" : "A"),
      by: "customer",
      reason: null,
    }),
    away: always({ kind: "note_moved_away", booking: booking("A"), to: null }),
    no_show: always({ kind: "mark_no_show", by: "operator" }),
    complete: always({ kind: "complete" }),
    move: move(["B", "C", "D", "E"][choice] ?? "B", 1 + choice * 2),
    pause: withRun(index, "pause_run"),
    resume: withRun(index, "resume_run"),
    cancel_run: withRun(index, "cancel_run"),
    begin: withText(index, (execution, token) => begin(execution, tokenOf(token))),
    settle: withText(index, (execution, token) => ({
      kind: "settle_execution",
      execution,
      token: tokenOf(token),
      outcome: outcomes[choice] ?? { kind: "unknown", why: "timeout" },
    })),
    resolve: withText(index, (execution, token) => ({
      kind: "resolve_execution",
      execution,
      token: tokenOf(token),
      found: lookUps[choice % 3] ?? { kind: "absent" },
    })),
    withdraw: withText(index, (execution, token) => ({
      kind: "withdraw_execution",
      execution,
      token: tokenOf(token),
      why: "opted_out",
    })),
    callback: withText(index, (execution) => ({
      kind: "record_delivery",
      execution,
      sid: as(`SM${choice}`),
      status: "delivered",
      errorCode: null,
    })),
  };
  return table[kind] ?? always(wake);
};

const steps: fc.Arbitrary<Step> = fc
  .tuple(
    wishes,
    fc.oneof(
      fc.constant<"wake">("wake"),
      fc.constantFrom(0, 1, minute, 20 * minute, 3 * hour, 11 * hour, 30 * hour),
    ),
  )
  .map(([wish, after]) => ({ ...wish, after, toString: () => `${wish.name} after ${after}` }));

/** Begins, nearly always, with a booking: without one there is little to tell. */
export const walks: fc.Arbitrary<readonly Step[]> = fc
  .array(steps, { minLength: 5, maxLength: 30 })
  .map((rest) => [{ name: "book", after: 0, wish: always(book), toString: () => "book" }, ...rest]);
