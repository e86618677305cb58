import type { NoticeDrop, NoticeSkip } from "#core/operator/events";
import type { NoticeRow } from "#core/views/notice-row";
import { carrierReason, reasonIn } from "#core/views/timeline-reasons";

/** What became of a notice, as whoever looks for the reason reads it. */
export const noticeWords = ({ channel, state, why }: NoticeRow): string => {
  const way = channel === "email" ? "by e-mail" : "by text";
  switch (state) {
    case "collected":
      return `will be told ${way}, together with what else comes meanwhile`;
    case "pending":
      return `is being told ${way}`;
    case "sent":
      return `told ${way}`;
    case "suppressed":
      return `not told: ${reasonIn(skipWords, why ?? "")}`;
    case "failed":
      return `could not be told ${way}: ${carrierReason(why ?? "")}`;
  }
};

const skipWords = {
  dashboard_only: "wants to see tasks of this priority on the dashboard only",
  opted_out: "has texted STOP",
  no_address: "has no phone or address for it",
  operator_removed: "has left",
  task_over: "it was done, or somebody else had taken it on, before the message went",
} as const satisfies Record<NoticeSkip | NoticeDrop, string>;
