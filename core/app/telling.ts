import type { Handled } from "#core/app/handle-command";
import type { Refusal } from "#core/kernel/decider";
import { as, type CausationId, type CommandId } from "#core/kernel/ids";
import type { Cause, Commit } from "#core/kernel/message";

/** A busy stream has not heard it: the reader of the feed keeps the commit and brings it again. */
export const complainIfBusy = (handled: Handled<Refusal>): void => {
  if (handled.kind === "refused" && handled.refusal.code === "stream_busy")
    throw new Error("Cannot tell another stream: it is busy");
};

export const commandIdFor = (commit: Commit, what: string): CommandId =>
  as(`${commit.stream}:${commit.version}:${what}`);

export const causeFrom = (commit: Commit): Cause => ({
  ...commit.cause,
  causationId: as<CausationId>(commit.hash),
});
