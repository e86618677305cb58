import type { CustomerId, StreamName, TaskId } from "#core/kernel/ids";
import type { Instant } from "#core/kernel/time";
import type { TaskPriority, TaskSubject, WakeEvent } from "#core/workflow/events";

/** A person of the business; the name is in the stream of the tenant, sealed. */
export type OperatorId = string & { readonly operator: unique symbol };

/** Who is to do it: whoever has this role. `owner` is the role in the words of the pack. */
export type Owner = { readonly role: string; readonly owner: string };

/** What whoever is told of it has to know. */
type Standing = {
  readonly kind: string;
  readonly priority: TaskPriority;
  readonly dueAt: Instant;
};

/** What becomes of a task when its deadline passes, as the pack said when the task began. */
export type LateStep = Owner & {
  readonly priority: TaskPriority | null;
  readonly withinMs: number;
};

/**
 * What people do about a task, in a stream of its own: `task/<id>`. That there is something to do is said
 * where it arose, in the stream of the visit or of the customer.
 */
export type HandlingEvent =
  | ({
      readonly type: "handling.begun";
      readonly task: TaskId;
      /** Where it arose. */
      readonly from: StreamName;
      readonly openedAt: Instant;
      /** Whose key seals what is said about it; `null` where it is about no customer. */
      readonly customer: CustomerId | null;
      /** Pinned: a change of the pack does not change whom a task goes to half-way. */
      readonly late: readonly LateStep[];
      readonly until: readonly string[];
      readonly subject?: TaskSubject;
    } & Owner &
      Standing)
  | ({
      readonly type: "handling.escalated";
      readonly why: "deadline_passed";
      /** 1 for the first time. */
      readonly level: number;
    } & Owner &
      Standing)
  | ({
      readonly type: "handling.assigned";
      readonly how: "claimed" | "assigned";
      readonly to: Assignee;
      readonly customer: CustomerId | null;
      readonly reason: string | null;
    } & Standing)
  /** There was somebody to tell, and nobody has the role. */
  | { readonly type: "handling.nobody_told"; readonly role: string }
  | {
      readonly type: "handling.ended";
      /** What made it moot; `null` where a person has done it. */
      readonly why: string | null;
      readonly customer: CustomerId | null;
      /** In the words of whoever closed it. */
      readonly reason: string | null;
    }
  | WakeEvent;

export type Assignee =
  | ({ readonly kind: "role" } & Owner)
  | { readonly kind: "operator"; readonly operator: OperatorId };
