import { as, type StreamName } from "#core/kernel/ids";
import type { OperatorId } from "#core/task/events";
import type { QuietHours } from "#core/tenant/settings";
import type { TaskPriority } from "#core/workflow/events";

/** How a person wants to hear of a task. The dashboard always shows it. */
export const noticeChannels = ["dashboard", "text", "email"] as const;
export type NoticeChannel = (typeof noticeChannels)[number];

/** A person of the business, as far as its tasks need them. */
export type OperatorCard = {
  readonly operator: OperatorId;
  readonly name: string;
  /** E.164. */
  readonly phone: string | null;
  readonly email: string | null;
  /** Of the roles that the pack names. */
  readonly roles: readonly string[];
  readonly notify: Readonly<Record<TaskPriority, NoticeChannel>>;
  /** Their own, in the zone of the business; `null`: the business's. What may wake people does not wait for them. */
  readonly quietHours: QuietHours | null;
};

export const operatorStream = (operator: OperatorId): StreamName => as(`operator/${operator}`);

/** Where a notice goes; `null` where there is no such address. */
export const addressFor = (
  { phone, email }: Pick<OperatorCard, "phone" | "email">,
  channel: Exclude<NoticeChannel, "dashboard">,
): string | null => (channel === "text" ? phone : email);
