import type { StreamName } from "#core/kernel/ids";
import type { Commit, NewCommit } from "#core/kernel/message";
import type { NoticeItem } from "#core/operator/events";
import { calendarIn, minuteOfDayIn } from "#test/simulation/checks/local-time";
import { eventsIn } from "#test/simulation/checks/model";
import type { Seen } from "#test/simulation/checks/seen";
import type { Invocation } from "#test/simulation/invocation";
import type { Universe } from "#test/simulation/universe";

/** What the checks know of one message to a person of the business. */
export type NoticeModel = {
  readonly id: string;
  readonly stream: StreamName;
  readonly items: readonly NoticeItem[];
  intents: number;
  resends: number;
  ends: number;
  inFlight: boolean;
  to: string;
  body: string;
};

type Night = { readonly from: string; readonly until: string };

/** What they know of the people of one business after each commit of its stream: their nights, by name. */
export type StaffModel = ReadonlyMap<string, Night | null>;

export type TaskModel = {
  /** Where it arose. */
  readonly from: string;
  /** The stream of the visit that it is about. */
  readonly visit: string | null;
  owner: string;
  dueAt: string;
  stepsLeft: number;
  isOpen: boolean;
  /** The version of its stream that has ended it. */
  endedVersion: number;
};

type Told = {
  readonly commit: Commit;
  readonly plain: NewCommit;
  readonly invocation: Invocation;
};
type Fields = Readonly<Record<string, unknown>> & { readonly type: string };
type About = Told & { readonly universe: Universe; readonly seen: Seen };

/** Follows what a business says of its people, what each is told, and whose every task is. */
export const watchPeople = (universe: Universe, seen: Seen, told: Told): void => {
  const { tenant, stream } = told.commit;
  for (const event of eventsIn(told.plain)) {
    const task = `${tenant} ${event["task"] as string}`;
    if (event.type === "task.opened") seen.opened.set(task, stream);
    if (event.type === "task.closed") seen.opened.delete(task);
  }
  const kind = stream.slice(0, stream.indexOf("/"));
  const follow = byKind[kind];
  if (follow === undefined) return; // Most commits are of visits.
  const about = { universe, seen, ...told };
  for (const event of eventsIn(told.plain)) follow(about, event);
  if (kind === "tenant") noteVersion(about);
};

const byKind: Readonly<Record<string, (about: About, event: Fields) => void>> = {
  tenant: ({ seen, commit }, event) => {
    const before = seen.staff.get(commit.tenant)?.at(-1) ?? new Map<string, Night | null>();
    const after = new Map(before);
    const operator = event["operator"] as string;
    if (event.type === "operator.removed") after.delete(operator);
    else after.set(operator, event["quietHours"] as Night | null);
    seen.staffNow.set(commit.tenant, after);
  },
  operator: (about, event) => {
    const { seen, commit } = about;
    if (event.type === "notice.opted_out") seen.deaf.add(commit.stream);
    if (event.type === "notice.opted_in") seen.deaf.delete(commit.stream);
    const id = event["execution"] as string;
    if (event.type === "notice.requested") seen.notices.set(id, requested(about, event));
    const notice = seen.notices.get(id);
    if (notice !== undefined) changes[event.type]?.(about, notice, event);
  },
  task: ({ seen, commit }, event) => {
    const { tenant } = commit;
    const task = `${tenant} ${commit.stream.slice("task/".length)}`;
    if (event.type === "handling.begun")
      seen.tasks.set(task, {
        from: event["from"] as string,
        visit: visitIn(event),
        owner: "",
        dueAt: "",
        stepsLeft: 0,
        isOpen: true,
        endedVersion: Number.POSITIVE_INFINITY,
      });
    const model = seen.tasks.get(task);
    if (model === undefined) return;
    handlings[event.type]?.(model, event);
    if (event.type === "handling.ended") model.endedVersion = commit.version;
  },
};

const visitIn = (event: Fields): string | null => {
  const from = event["from"] as string;
  if (from.startsWith("appointment/")) return from;
  const appointment = (event["subject"] as Fields | undefined)?.["appointment"] ?? null;
  return appointment === null ? null : `appointment/${appointment as string}`;
};

const noteVersion = ({ seen, commit: { tenant } }: About): void => {
  const versions = seen.staff.get(tenant) ?? [new Map<string, Night | null>()];
  seen.staff.set(tenant, [...versions, seen.staffNow.get(tenant) ?? new Map()]);
};

const requested = ({ commit }: About, event: Fields): NoticeModel => ({
  id: event["execution"] as string,
  stream: commit.stream,
  items: event["items"] as readonly NoticeItem[],
  intents: 0,
  resends: 0,
  ends: 0,
  inFlight: false,
  to: "",
  body: "",
});

type Change = (about: About, notice: NoticeModel, event: Fields) => void;

const ended: Change = ({ universe: { world } }, notice) => {
  notice.inFlight = false;
  notice.ends += 1;
  world.check("N1", notice.ends === 1, () => `notice ${notice.id} ends ${notice.ends} times`);
};

const changes: Readonly<Record<string, Change>> = {
  "notice.intended": (about, notice, event) => {
    notice.intents += 1;
    notice.inFlight = true;
    notice.to = event["to"] as string;
    notice.body = event["body"] as string;
    checkIntent(about, notice);
  },
  "execution.resend_authorised": (_, notice) => {
    notice.resends += 1;
    notice.inFlight = false;
  },
  "execution.retrying": (_, notice) => {
    notice.inFlight = false;
  },
  "execution.sent": ended,
  "execution.failed": ended,
  "execution.suppressed": ended,
};

const cardThen = (seen: Seen, { tenant, stream }: Commit, version: number) =>
  seen.staff.get(tenant)?.[version]?.get(stream.slice("operator/".length));

/** Held against what whoever writes the intent has read last of the business, and against the person's own stream. */
const checkIntent = (
  { universe, seen, commit, plain, invocation }: About,
  notice: NoticeModel,
): void => {
  const { tenant, stream } = commit;
  const { world } = universe;
  const read = invocation.reads.get(`${tenant} tenant/${tenant}`)?.version ?? 0;
  const card = cardThen(seen, commit, read);
  world.check("N2", card !== undefined, () => `${notice.id} is for somebody who has left`);
  world.check("N2", !seen.deaf.has(stream), () => `${notice.id} is for somebody who said STOP`);
  const night = card ?? null;
  const { zone } = universe.tenant(tenant).settings;
  const isNight = night !== null && isWithin(minuteOfDayIn(zone, Date.parse(plain.at)), night);
  const named = { tenant, invocation, notice, zone };
  const isWanted = notice.items.some(({ task }) => {
    const model = seen.tasks.get(`${tenant} ${task}`);
    const known = invocation.reads.get(`${tenant} task/${task}`)?.version ?? 0;
    return model !== undefined && known < model.endedVersion;
  });
  world.check("N2", isWanted, () => `${notice.id} is about nothing that is still to be done`);
  const isDue = !isNight || mayWake(seen, named, Date.parse(plain.at));
  world.check("N2", isDue, () => `${notice.id} wakes somebody at ${plain.at}`);
  if (isNight) world.count("notices by night");
  checkVisit(universe, seen, named);
};

/** Minutes count, or there is an hour left at most to what has to be done before a visit. */
const mayWake = (seen: Seen, named: Named, now: number): boolean =>
  named.notice.items
    .filter(({ priority }) => priority === "high")
    .some(({ kind, task, dueAt }) => {
      const start = Date.parse(startOf(seen, named, task));
      const isLastChance = now < start && start <= now + 3_600_000 && Date.parse(dueAt) <= start;
      return kind === "sender-refused" || isLastChance;
    });

/** As whoever writes the intent has read it; empty where the task is about no visit. */
const startOf = (
  seen: Seen,
  { tenant, invocation }: Pick<Named, "tenant" | "invocation">,
  task: string,
): string => {
  const name = `${tenant} ${seen.tasks.get(`${tenant} ${task}`)?.visit ?? ""}`;
  return seen.visits.get(name)?.starts[invocation.reads.get(name)?.version ?? 0] ?? "";
};

type Named = Pick<About, "invocation"> & {
  readonly tenant: string;
  readonly notice: NoticeModel;
  readonly zone: string;
};

/** Held against the visits of its tasks as whoever writes the intent has read them. */
const checkVisit = (
  { world }: Universe,
  seen: Seen,
  { tenant, invocation, notice, zone }: Named,
): void => {
  const { id, items, body } = notice;
  const known = items.map(({ task }) => {
    const start = startOf(seen, { tenant, invocation }, task);
    return start === "" ? null : calendarIn(zone, Date.parse(start));
  });
  const said = /\(visit (\w+ \d+ \w+)(?: \d{4})?(, \d\d:\d\d); /.exec(body);
  const visit = said === null ? null : `${said[1]}${said[2]}`;
  world.check(
    "N3",
    known.includes(visit),
    () => `notice ${id} says visit ${visit}, not ${known.join()}`,
  );
  if (visit !== null) world.count("notices about a visit");
};

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

const isWithin = (minute: number, night: Night): boolean => {
  const [from, until] = [minutes(night.from), minutes(night.until)];
  return from <= until ? from <= minute && minute < until : from <= minute || minute < until;
};

const standing = (model: TaskModel, event: Fields): void => {
  model.owner = event["role"] as string;
  model.dueAt = event["dueAt"] as string;
};

const handlings: Readonly<Record<string, (model: TaskModel, event: Fields) => void>> = {
  "handling.begun": (model, event) => {
    standing(model, event);
    model.stepsLeft = (event["late"] as readonly unknown[]).length;
  },
  "handling.escalated": (model, event) => {
    standing(model, event);
    model.stepsLeft -= 1;
  },
  "handling.ended": (model) => {
    model.isOpen = false;
  },
};
