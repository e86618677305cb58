import type { ExecutionEvent } from "#core/execution/events";
import { spokenFrom } from "#core/views/spoken-time";
import { type Scene, type Told, told } from "#core/views/timeline-entry";
import { carrierReason, reasonIn, suppressedWords } from "#core/views/timeline-reasons";

type LinkStory = "open" | "close";

/** What is asked of the payment service, by the tool's name; `null` for texts. */
export const linkStoryOf = ({ tool }: { readonly tool: string }): LinkStory | null => {
  if (tool === "payment.link") return "open";
  return tool === "payment.close" ? "close" : null;
};

export const linkNames = {
  open: "Link to pay the deposit",
  close: "End of the link to pay",
} as const satisfies Record<LinkStory, string>;

/** The story of one link: that it was made is told by the deposit itself. */
export const tellLink = (event: ExecutionEvent, link: LinkStory, scene: Scene): Told | null => {
  const { commit, reading } = scene;
  const ids = { ids: { execution: event.execution } };
  const clock = (at: typeof commit.at): string => spokenFrom(commit.at, at, reading.zone);
  switch (event.type) {
    case "execution.sent":
      return link === "open"
        ? null
        : told("payment", "neutral", "The link to pay was closed", closed(ids));
    case "execution.suppressed":
      return told("payment", "neutral", notDone[link], {
        why: reasonIn(suppressedWords, event.why),
        isMinor: link === "close",
        ...ids,
      });
    case "execution.failed":
      return told("payment", "bad", failed[link], { why: carrierReason(event.why), ...ids });
    case "execution.retrying":
      return told("payment", "warning", `${linkNames[link]}: tried again at ${clock(event.at)}`, {
        why: carrierReason(event.why),
        ...ids,
      });
    case "execution.unknown":
      return told("payment", "warning", `${linkNames[link]}: its outcome is unknown`, {
        why: `the payment service is asked again at ${clock(event.lookAt)}; there will be no second link`,
        ...ids,
      });
    case "execution.requested":
    case "execution.deferred":
    case "execution.due":
    case "execution.intended":
    case "execution.resend_authorised":
    case "execution.delivery":
      return null;
  }
};

const closed = <Ids extends object>(ids: Ids) => ({
  why: "it was paid, or nobody is to pay over it any more",
  ...ids,
});

const notDone = {
  open: "No link to pay was made",
  close: "No link to pay was closed",
} as const satisfies Record<LinkStory, string>;

const failed = {
  open: "The link to pay could not be made",
  close: "The link to pay could not be closed",
} as const satisfies Record<LinkStory, string>;
