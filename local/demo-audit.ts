import { verifyChains } from "#adapters/local/chain-check";
import { eraseCustomer } from "#core/app/erase-customer";
import {
  appointmentStream,
  as,
  type CommandId,
  type CustomerId,
  customerStream,
} from "#core/kernel/ids";
import { type AppointmentRow, appointmentsView } from "#core/views/appointment-row";
import { type TaskRow, tasksView } from "#core/views/task-row";
import { carrierTexts, type Faults, faultsIn, histories, type History } from "#local/demo-carrier";
import type { Part } from "#local/demo-cast";
import type { Happening } from "#local/demo-chronicle";
import { compare, type Comparison } from "#local/demo-outcome";
import { e164, type PlayedWeek } from "#local/demo-week";
import { tenant } from "#local/seed";

export type Counts = Readonly<Record<string, number>>;

/** The week in numbers, each counted where it can be seen: lists, histories, and the carrier's own list. */
export type Audit = {
  readonly bookings: number;
  readonly webhooks: { readonly total: number; readonly repeated: number };
  readonly outcome: Comparison;
  readonly optOuts: number;
  readonly texts: {
    readonly planned: number;
    readonly sent: number;
    readonly suppressed: number;
    readonly failed: number;
    readonly pending: number;
  };
  readonly suppressedWhy: Counts;
  readonly failedWhy: Counts;
  readonly tasks: Counts;
  readonly carrierTexts: number;
  readonly faults: Faults;
  readonly erased: {
    readonly name: string;
    readonly readableBefore: boolean;
    readonly readableAfter: boolean;
  };
  readonly chain: {
    readonly streams: number;
    readonly commits: number;
    readonly fault: string | null;
  };
  /** What was promised and is not so. Empty is good. */
  readonly broken: readonly string[];
};

/** For the shell: 2 says that a verification has failed. */
export const exitCodeFor = ({ broken }: Audit): 0 | 2 => (broken.length === 0 ? 0 : 2);

export const audit = async (week: PlayedWeek): Promise<Audit> => {
  const { deps } = week.stage.house.composed;
  const range = { index: "index1", from: "", to: "~", limit: 1_000 } as const;
  const rows = (await deps.views.range(tenant, { view: appointmentsView, ...range })).map(
    ({ data }) => data as AppointmentRow,
  );
  const told = await histories(week.stage);
  const texts = carrierTexts(week);
  const erased = await eraseOne(week);
  const { fault, ...chain } = await verifyChains(week.stage.house.composed.db);
  const counted = {
    bookings: rows.length,
    webhooks: week.posted,
    outcome: compare(week.seed, week.chronicle),
    optOuts: optedOutIn(week.chronicle.all()),
    texts: textsOf(rows, told),
    ...reasonsOf(told),
    tasks: await tasksOf(week),
    carrierTexts: texts.length,
    faults: faultsIn(texts, told),
    erased,
    chain: { ...chain, fault: fault?.why ?? null },
  };
  return { ...counted, broken: brokenIn(counted, week) };
};

const optedOutIn = (all: readonly Happening[]): number =>
  new Set(all.filter(({ event }) => event.type === "customer.opted_out").map(({ part }) => part))
    .size;

/** Pending is what the histories hold that has not ended; the rest is what the lists have counted. */
const textsOf = (rows: readonly AppointmentRow[], told: readonly History[]): Audit["texts"] => {
  const sum = (key: keyof AppointmentRow["texts"]): number =>
    rows.reduce((total, { texts }) => total + texts[key], 0);
  const ended = new Set(["sent", "suppressed", "failed"]);
  const pending = told
    .flatMap(({ executions }) => executions)
    .filter(({ phase }) => !ended.has(phase.status)).length;
  return {
    planned: sum("planned"),
    sent: sum("sent"),
    suppressed: sum("suppressed"),
    failed: sum("failed"),
    pending,
  };
};

const reasonsOf = (told: readonly History[]) => {
  const phases = told.flatMap(({ executions }) => executions.map(({ phase }) => phase));
  return {
    suppressedWhy: tally(phases.flatMap((one) => (one.status === "suppressed" ? [one.why] : []))),
    failedWhy: tally(phases.flatMap((one) => (one.status === "failed" ? [one.why] : []))),
  };
};

const tasksOf = async ({ stage }: PlayedWeek): Promise<Counts> => {
  const range = { view: tasksView, index: "index2", from: "", to: "~", limit: 1_000 } as const;
  const items = await stage.house.composed.deps.views.range(tenant, range);
  return tally(items.map(({ data }) => (data as TaskRow).kind));
};

/** The most frequent first; equals by name, so that the order is the same everywhere. */
const tally = (words: readonly string[]): Counts => {
  const counts = new Map<string, number>();
  for (const word of words.toSorted()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([, left], [, right]) => right - left));
};

/** Erases one customer, and looks for their name, address and number in all that the house can still read. */
const eraseOne = async ({ stage, parts, chronicle }: PlayedWeek): Promise<Audit["erased"]> => {
  const { deps } = stage.house.composed;
  const part = parts.find(({ role }) => role === "is_erased");
  const booked = chronicle
    .all()
    .flatMap(({ part: whose, event }) =>
      whose === part && event.type === "appointment.booked" ? [event] : [],
    )[0];
  if (part === undefined || booked === undefined)
    throw new Error("Cannot erase anybody: nobody in the cast asks for it");

  const customer: CustomerId = booked.customer;
  const isReadable = async (): Promise<boolean> => {
    const streams = [customerStream(customer), appointmentStream(booked.appointment)];
    const read = await Promise.all(streams.map((stream) => deps.store.read(tenant, stream)));
    const all = JSON.stringify(read);
    return [part.name, e164(part), "@example.com"].some((personal) => all.includes(personal));
  };
  const readableBefore = await isReadable();
  const wish = { tenant, customer, commandId: as<CommandId>("demo:erase") };
  await eraseCustomer(deps, { ...wish, actor: { kind: "operator", name: "demo" } });
  await stage.house.drive.drain();
  return { name: part.name, readableBefore, readableAfter: await isReadable() };
};

type Counted = Omit<Audit, "broken">;

/** The week's own, the earlier visits that some have missed, and what was booked because of a text. */
const bookingsMade = (parts: readonly Part[], { outcome }: Counted): number => {
  const { again, next } = outcome.withAro;
  const earlier = parts.filter(({ role }) => role === "misses_often").length * 2;
  return parts.length + earlier + again.booked + next;
};

const brokenIn = (counted: Counted, { parts }: PlayedWeek): readonly string[] => {
  const { texts, faults, erased, chain } = counted;
  const promises: readonly (readonly [boolean, string])[] = [
    [counted.bookings === bookingsMade(parts, counted), "every booking is one appointment"],
    [
      texts.planned === texts.sent + texts.suppressed + texts.failed + texts.pending,
      "planned = sent + suppressed + failed + pending",
    ],
    [texts.sent === counted.carrierTexts, "the carrier has as many texts as were sent"],
    [faults.duplicates === 0, "no text goes twice"],
    [faults.stale === 0, "no text tells of a time that no longer stands"],
    [faults.unasked === 0, "no text goes that no appointment asked for"],
    [faults.atNight === 0, "no reminder comes in quiet hours"],
    [erased.readableBefore && !erased.readableAfter, "who was erased cannot be read any more"],
    [chain.fault === null, "the hash chain of every stream verifies"],
  ];
  return promises.filter(([holds]) => !holds).map(([, promise]) => promise);
};
