import around from "@middy/core";
import type { BareHouse } from "#functions/aws-house";
import type { CallContext } from "#functions/aws-shapes";
import { inCall } from "#functions/awaited";
import type { Deps } from "#functions/deps";

/** What any function has, however little it may do. */
export type Bare = Pick<Deps, "log" | "metrics">;

/** What is around every call: who called is known to the log, and nothing that was begun is left behind. */
export const onAws = <House extends BareHouse<Bare>, Event, Result>(
  open: () => Promise<House>,
  work: (aws: House, event: Event, context: CallContext) => Promise<Result>,
) => {
  let opened: Promise<House> | null = null;
  const house = async (): Promise<House> => {
    opened = opened === null ? open() : opened.then((old) => renewed(old, open));
    return opened.catch((error: unknown) => {
      opened = null; // The next call of this container may find what was missing.
      throw error;
    });
  };
  return around<Event, Result>()
    .before(async ({ context }) => (await house()).logger.addContext(context))
    .handler(async (event: Event, context) => {
      const aws = await house();
      return inCall(() => work(aws, event, context), unawaited(aws));
    });
};

/** Where the new secrets cannot be read, or do not fit, those that fitted are as good as any. */
const renewed = async <House extends BareHouse<Bare>>(
  old: House,
  open: () => Promise<House>,
): Promise<House> => {
  try {
    if ((await old.isOutdated?.()) !== true) return old;
    const fresh = await open();
    fresh.deps.log.info("secrets.renewed");
    return fresh;
  } catch (error) {
    old.deps.log.warn("secrets.unread", { why: nameOf(error) });
    return old;
  }
};

/** What is not awaited freezes with the container and goes on in the next call, which may be another tenant's. */
const unawaited =
  ({ deps, isStrict }: BareHouse<Bare>) =>
  (names: readonly string[]): void => {
    const ports = [...new Set(names)].join(" ");
    deps.metrics.count("calls.unawaited", { ports }, names.length);
    deps.log.error("call.unawaited", { ports });
    if (isStrict) throw named("Unawaited", `Cannot answer while it is under way: ${ports}`);
  };

export const named = (name: string, message: string): Error =>
  Object.assign(new Error(message), { name });

export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");
