import {
  appointmentStreamDecider,
  type AppointmentStreamEvent,
  type AppointmentStreamState,
} from "#core/appointment/journeys";
import type { ExecutionEvent } from "#core/execution/events";
import type { CustomerEvent } from "#core/customer/events";
import type { Commit, Event } from "#core/kernel/message";
import type { Instant } from "#core/kernel/time";
import { basisIn } from "#core/policy/basis";
import { tellAppointment } from "#core/views/timeline-appointment";
import { tellCustomer } from "#core/views/timeline-customer";
import type { HandlingEvent } from "#core/task/events";
import type {
  BegunTask,
  PlannedEntry,
  Reading,
  Scene,
  TextStory,
  TimelineEntry,
  Told,
} from "#core/views/timeline-entry";
import { tellJourney } from "#core/views/timeline-journey";
import { tellLink } from "#core/views/timeline-link";
import { plannedOf } from "#core/views/timeline-next";
import { tellPayment } from "#core/views/timeline-payment";
import { awaited } from "#core/views/timeline-reasons";
import { tellHandling } from "#core/views/timeline-task";
import { tellText, textStoryOf } from "#core/views/timeline-text";

/** Every event of these streams has its teller: one without does not compile. */
const tellers: { readonly [T in TimelineEvent["type"]]: Teller<T> } = {
  ...tellAppointment,
  ...tellPayment,
  ...tellText,
  ...tellJourney,
  ...tellCustomer,
};

export type Timeline = {
  /** Oldest first. */
  readonly happened: readonly TimelineEntry[];
  /** Soonest first. */
  readonly planned: readonly PlannedEntry[];
};

/**
 * Tells what happened around one appointment and why, above all why a text went or did not; and what is
 * planned, as far as it can be known now.
 *
 * Takes the commits of the appointment's stream and of its customer's, opened (fields of somebody erased
 * read `[erased]`). Of the customer's, only what happened since the booking belongs here.
 */
export const timelineOf = (
  streams: {
    readonly appointment: readonly Commit[];
    readonly customer: readonly Commit[];
    /** The streams of the tasks that arose there. */
    readonly tasks?: readonly (readonly Commit[])[];
  },
  now: Instant,
  reading: Reading,
): Timeline => {
  const book: Book = {
    texts: new Map(),
    tasks: new Map(),
    handlings: begunIn(streams.tasks ?? []),
    awaits: new Map(),
    state: appointmentStreamDecider.initial,
  };
  const began = streams.appointment[0]?.at;
  const customer = streams.customer.filter(({ at }) => began !== undefined && at >= began);
  const happened = inOrder(streams.appointment, customer).flatMap((commit) =>
    tellCommit(commit, book, reading),
  );
  const done = (streams.tasks ?? []).flat().flatMap((commit) => tellLater(commit, reading));
  const all = [...happened, ...done].toSorted((one, other) => compare(one.at, other.at));
  return { happened: all, planned: plannedOf(book.state, now, { reading, texts: book.texts }) };
};

const compare = (one: Instant, other: Instant): number => (one < other ? -1 : one > other ? 1 : 0);

/** That a task has begun, and whose it is, is told where it arose. */
const tellLater = (
  commit: Commit,
  { zone, names = new Map() }: Reading,
): readonly TimelineEntry[] =>
  commit.events.some(({ type }) => type === "handling.begun")
    ? []
    : tellHandling(commit, { zone, names });

/** As it began the first time: what came later is told by itself. */
const begunIn = (tasks: readonly (readonly Commit[])[]): ReadonlyMap<string, BegunTask> =>
  new Map(
    tasks.flatMap(([first]) =>
      ((first?.events ?? []) as readonly HandlingEvent[]).flatMap((event) =>
        event.type === "handling.begun" ? [[event.task, event] as const] : [],
      ),
    ),
  );

type TimelineEvent = AppointmentStreamEvent | CustomerEvent;
type Teller<T extends TimelineEvent["type"]> = (
  event: Extract<TimelineEvent, { type: T }>,
  scene: Scene,
) => Told | null;

/** What the teller remembers from one event to the next. Lives inside one telling. */
type Book = {
  readonly texts: Map<string, TextStory>;
  readonly tasks: Map<string, string>;
  readonly handlings: ReadonlyMap<string, BegunTask>;
  readonly awaits: Map<string, string>;
  state: AppointmentStreamState;
};

const tellCommit = (commit: Commit, book: Book, reading: Reading): readonly TimelineEntry[] =>
  commit.events.flatMap((plain, index) => {
    const event = plain as TimelineEvent;
    if (isOfAppointment(commit))
      book.state = appointmentStreamDecider.evolve(
        book.state,
        event as AppointmentStreamEvent,
        commit.at,
      );
    remember(book, event);
    const said = tell(event, { ...book, commit, index, reading });
    if (said === null) return [];
    return [{ id: `${commit.stream}@${commit.version}.${index}`, at: commit.at, ...said }];
  });

/** A type that an older or newer program wrote has no teller here, and is passed over. */
const tell = (event: Event, scene: Scene): Told | null => {
  if (!Object.hasOwn(tellers, event.type)) return null;
  const link = isExecutionEvent(event) ? scene.texts.get(event.execution)?.link : undefined;
  if (isExecutionEvent(event) && link !== undefined) return tellLink(event, link, scene);
  const teller = tellers[event.type as TimelineEvent["type"]];
  return (teller as (event: Event, scene: Scene) => Told | null)(event, scene);
};

const isExecutionEvent = (event: Event): event is ExecutionEvent =>
  event.type.startsWith("execution.");

const remember = ({ texts, tasks, awaits, state }: Book, event: TimelineEvent): void => {
  if (event.type === "task.opened") tasks.set(event.task, event.kind);
  if (event.type === "run.step_awaiting")
    awaits.set(`${event.run}/${event.step}`, awaited(event.events));
  if (event.type === "execution.requested") texts.set(event.execution, textStoryOf(event, state));
  if (event.type !== "execution.intended" || event.payment !== undefined) return;
  const story = texts.get(event.execution);
  const { status } = state.domain;
  if (story !== undefined && status !== "none")
    texts.set(event.execution, {
      ...story,
      sending: { body: event.body, status, ...basisIn(event) },
    });
};

const isOfAppointment = ({ stream }: Commit): boolean => stream.startsWith("appointment/");

/**
 * Two streams by time. Within one instant the appointment's commits go first, except those that a commit
 * of the customer has caused: the answer stands before what it set off.
 */
const inOrder = (
  appointment: readonly Commit[],
  customer: readonly Commit[],
): readonly Commit[] => {
  const [left, right] = [[...appointment], [...customer]];
  const ordered: Commit[] = [];
  for (let [a, c] = [left[0], right[0]]; a !== undefined || c !== undefined; ) {
    const isCustomersTurn = c !== undefined && (a === undefined || goesFirst(c, a, right));
    const next = isCustomersTurn ? right.shift() : left.shift();
    if (next !== undefined) ordered.push(next);
    [a, c] = [left[0], right[0]];
  }
  return ordered;
};

const goesFirst = (
  ofCustomer: Commit,
  ofAppointment: Commit,
  ahead: readonly Commit[],
): boolean => {
  if (ofCustomer.at !== ofAppointment.at) return ofCustomer.at < ofAppointment.at;
  return ahead.some(({ hash }) => String(hash) === String(ofAppointment.cause.causationId));
};
