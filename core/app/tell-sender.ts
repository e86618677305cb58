import type { App } from "#core/app/app";
import { handleCommand } from "#core/app/handle-command";
import { causeFrom, commandIdFor, complainIfBusy } from "#core/app/telling";
import type { ExecutionId } from "#core/kernel/ids";
import type { Commit } from "#core/kernel/message";
import { senderDecider, type SenderFault, senderStream } from "#core/sender/decide";

/** Tells the business's own stream of it what the carriers hold against it as a sender. */
export const tellSender = async (
  app: App,
  commit: Commit,
  { execution, what }: { readonly execution: ExecutionId; readonly what: SenderFault },
): Promise<void> => {
  const { tenant, at } = commit;
  const command = {
    tenant,
    stream: senderStream,
    commandId: commandIdFor(commit, `sender:${execution}`),
    cause: causeFrom(commit),
    wish: { kind: "note_fault", what, execution, at },
  } as const;
  complainIfBusy(await handleCommand(app, senderDecider, command, {}));
};
