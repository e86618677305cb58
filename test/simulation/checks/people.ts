import type { TextMessage } from "#core/ports/messenger";
import type { NoticeModel, TaskModel } from "#test/simulation/checks/notices";
import { parkedStreams } from "#test/simulation/checks/outputs";
import { hasOther } from "#test/simulation/checks/seen";
import { numberOf } from "#test/simulation/ports/messenger";
import type { Stage } from "#test/simulation/run";
import { personMark } from "#test/simulation/tenants";
import type { Universe } from "#test/simulation/universe";

/** At the moment when a notice is handed over. */
export const checkNotice = (
  universe: Universe,
  notice: NoticeModel,
  message: TextMessage,
): void => {
  const { world } = universe;
  const { tenant, body } = message;
  // A callback may settle it between the intent and the call; who calls then has had an intent all the same.
  const isIntended = notice.inFlight
    ? notice.to === numberOf(message.to) && notice.body === body
    : notice.intents > 0;
  world.check("A3", isIntended, () => `notice ${notice.id} goes without its intent`);
  const isBare = !personMark.test(body) && !hasOther(universe, tenant, body);
  world.check("N3", isBare, () => `a notice says "${body}"`);
};

/** Once per intent, and a second time only where the first is known not to have arrived. */
export const checkOnce = ({ world, carrier }: Universe, notice: NoticeModel): void => {
  const got = carrier.ofExecution.get(notice.id)?.length ?? 0;
  const most = Math.min(1 + notice.resends, notice.intents);
  world.count("notices handed over");
  world.check("N1", got <= most, () => `${got} texts of notice ${notice.id}, ${most} at most`);
};

/** When everything has had its time: no notice hangs, and no task lies where nobody is asked for it any more. */
export const checkPeople = (stage: Stage): void => {
  const { seen } = stage;
  const { world } = stage.universe;
  const parked = parkedStreams(stage);
  for (const { id, stream, ends } of seen.notices.values())
    world.check("N1", ends === 1 || parked.has(stream), () => `notice ${id} never came to an end`);
  checkOrigins(stage, parked);
  for (const [task, model] of seen.tasks)
    if (model.isOpen && !parked.has(streamOf(task))) checkTask(stage, task, model);
};

const streamOf = (task: string): string => `task/${task.split(" ")[1] ?? ""}`;

/** Where a task arose and on its own page the same is said of it: it is open in both places, or over in both. */
const checkOrigins = ({ universe: { world }, seen }: Stage, parked: ReadonlySet<string>): void => {
  const isParked = (task: string, from: string): boolean =>
    parked.has(from) || parked.has(streamOf(task));
  for (const [task, from] of seen.opened) {
    if (isParked(task, from)) continue;
    const model = seen.tasks.get(task);
    world.check("W1", model !== undefined, () => `${task} is nobody's`);
    world.check("W1", model?.isOpen !== false, () => `${task} is done, and open in ${from}`);
  }
  for (const [task, { from, isOpen }] of seen.tasks)
    if (isOpen && !isParked(task, from))
      world.check("W1", seen.opened.has(task), () => `${task} is over in ${from}, and stays open`);
};

const checkTask = ({ universe: { world } }: Stage, task: string, model: TaskModel): void => {
  const { owner, dueAt, stepsLeft } = model;
  const isInTime = Date.parse(dueAt) > world.nowMs() - 3_600_000;
  world.check(
    "W1",
    owner !== "" && (isInTime || stepsLeft === 0),
    () => `${task} of ${owner} is due since ${dueAt}, and nobody was told`,
  );
};
