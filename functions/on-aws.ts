import { allDone } from "#adapters/all-done";
import type { TenantId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { msBetween } from "#core/kernel/time";
import type { Delivery } from "#core/ports/queues";
import type { Timer } from "#core/ports/timers";
import type { AwsHouse, BareHouse, ForEach } from "#functions/aws-house";
import { aboutThe, commitsIn, firstFailed, type Unreadable } from "#functions/aws-commits";
import { type Bare, named, nameOf, onAws } from "#functions/aws-call";
import { buriedIn } from "#functions/aws-buried";
import { takeGivenBack } from "#functions/aws-given-back";
import { eachMessage } from "#functions/aws-messages";
import {
  type BatchResult,
  isOfAQueue,
  type QueueEvent,
  type StreamEvent,
} from "#functions/aws-shapes";
import type { Deps } from "#functions/deps";
import type { Buried } from "#functions/queues/keep-letters";

/**
 * The one joint between functions and AWS. A function knows web requests, deliveries, timers and commits; what a
 * Lambda function is called with, and what it must answer, stands here, in `functions/on-http.ts` for what comes over HTTP,
 * and in the files that are imported there.
 *
 * The house is opened at the first call of a container and stays while its secrets do: importing a function touches nothing.
 */
type Open = () => Promise<AwsHouse>;

type Take = (deps: Deps, aws: AwsHouse) => (commits: readonly Commit[]) => Promise<void>;

type Reading = {
  readonly create: Take;
  /** The same for what comes in its turn, where others wait behind it; what is given back holds up nobody. */
  readonly inTurn?: Take;
  readonly first?: (aws: AwsHouse, commits: readonly Commit[]) => Promise<void>;
  /** Where what nobody can read goes, answering whether it has; where nothing is said, it comes again. */
  readonly aside?: (deps: Deps, unreadable: Unreadable) => Promise<boolean>;
};

/**
 * On the stream of the table of commits: each stream's commits in their order, the streams side by side. One that
 * fails holds up no other; the batch comes again from the first that failed on, and what was done bears it.
 *
 * `first` is done with the whole batch before; where it throws, the whole batch comes again.
 *
 * From a queue come commits that were put aside before, and that somebody gives back.
 */
export const onStream = (
  open: Open,
  reader: string,
  { create, inTurn = create, first = async () => undefined, aside = async () => false }: Reading,
) =>
  onAws(open, async (aws, event: StreamEvent | QueueEvent): Promise<BatchResult> => {
    const { deps } = aws;
    if (isOfAQueue(event))
      return takeGivenBack(aws, reader, event, async (commits) => {
        await first(aws, commits);
        await create(deps, aws)(commits);
      });
    const take = inTurn(deps, aws);
    const { streams, unreadable } = commitsIn(event, deps.log);
    const failed: string[] = [];
    await first(
      aws,
      streams.flat().map(({ commit }) => commit),
    );
    await Promise.all(
      streams.map(async (entries) => {
        const commits = entries.map(({ commit }) => commit);
        const told = aboutThe(commits, reader);
        try {
          await take(commits);
          // A story is followed by what it sets off; that it is listed, too, says nothing more.
          deps.log[reader === "react" ? "info" : "debug"]("commits.taken", told);
        } catch (error) {
          deps.log.error("feed.failed", { ...told, why: nameOf(error) });
          failed.push(...entries.map(({ sequence }) => sequence));
        }
      }),
    );
    for (const one of unreadable) if (!(await aside(deps, one))) failed.push(one.sequence);
    return { batchItemFailures: firstFailed(event, failed) };
  });

/** On a queue: each message for itself. What the function acknowledges is deleted, what it releases comes again. */
export const onQueue = (
  open: Open,
  queue: string,
  create: (deps: Deps) => (delivery: Delivery) => Promise<void>,
) =>
  onAws(open, (aws, event: QueueEvent) =>
    eachMessage(aws, queue, event, async (delivery, queues) =>
      create({ ...aws.deps, queues })(delivery),
    ),
  );

/**
 * On the queues of what came to nothing. Where one cannot be kept, the batch comes again when the others are, and the
 * function's errors ring: a letter that came twice is one.
 */
export const onBuried = (
  open: Open,
  create: (deps: Deps, aws: AwsHouse) => (buried: Buried) => Promise<void>,
) =>
  onAws(open, async (aws, { Records: records }: QueueEvent): Promise<void> => {
    const keep = create(aws.deps, aws);
    const failed: unknown[] = [];
    for (const record of records)
      await buriedIn(aws.buried, record)
        .then((all) => allDone(all.map(keep)))
        .catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw failed[0];
  });

/** On the queue that schedules ring. A schedule may be late, come twice, or be of a plan that has moved. */
export const onWake = (open: Open, create: (deps: Deps) => (timer: Timer) => Promise<void>) =>
  onAws(open, (aws, event: QueueEvent) =>
    eachMessage(aws, "wakes", event, async (delivery, queues) => {
      const { deps } = aws;
      const timer = aws.coming.timerIn(delivery);
      if (timer === null) throw named("Unreadable", "Cannot read a timer");
      const { stream, version, at } = timer;
      const lateMs = msBetween(at, deps.clock.now());
      deps.metrics.observeMs("timers.late", Math.max(0, lateMs));
      await create(deps)(timer);
      await queues.acknowledge(delivery);
      deps.log.info("timer.rung", { stream, version, lateMs });
    }),
  );

/**
 * On a clock: once for every tenant, after what is `first` for all. A turn that fails, the first one too, takes nobody
 * theirs; the call fails after the last.
 */
export const onClock = <D extends Bare, House extends BareHouse<D> & ForEach>(
  open: () => Promise<House>,
  failing: string,
  create: (deps: House["deps"]) => (tenant: TenantId) => Promise<unknown>,
  first: (aws: House) => Promise<unknown> = async () => undefined,
) =>
  onAws(open, async (aws, _: unknown): Promise<void> => {
    const { deps } = aws;
    let failed = 0;
    const tell = (whose: { readonly tenant?: TenantId }) => (error: unknown) => {
      failed += 1;
      deps.log.error(failing, { ...whose, why: nameOf(error) });
    };
    await first(aws).catch(tell({}));
    const turn = create(deps);
    for (const tenant of await aws.tenants()) await turn(tenant).catch(tell({ tenant }));
    if (failed > 0) throw named("TurnsFailed", `Cannot take ${failed} of the turns`);
  });
