import type { TenantId } from "#core/kernel/ids";
import type { Commit, NewCommit } from "#core/kernel/message";
import type { Provider } from "#core/policy/breaker";
import type { LogFields } from "#core/ports/log";
import type { TextMessage } from "#core/ports/messenger";
import type { QueueMessage } from "#core/ports/queues";
import type { ViewItem } from "#core/ports/views";
import type { CallKind, Invocation } from "#test/simulation/invocation";
import type { Accepted } from "#test/simulation/ports/messenger";

/** Whoever holds the invariants: told of everything that can be seen from outside. */
export type Watch = {
  readonly onCommit: (commit: Commit, plain: NewCommit, invocation: Invocation) => void;
  readonly onAccepted: (message: Accepted) => void;
  readonly onSend: (invocation: Invocation, message: TextMessage) => void;
  readonly onCall: (invocation: Invocation, provider: Provider, kind: CallKind) => void;
  readonly onAbsent: (message: TextMessage) => void;
  readonly onLink: (tenant: TenantId, execution: string) => void;
  readonly onQueued: (message: QueueMessage) => void;
  readonly onRow: (tenant: TenantId, item: ViewItem) => void;
  readonly onSwept: (tenant: TenantId) => void;
  readonly onLog: (level: string, event: string, fields: LogFields) => void;
};
