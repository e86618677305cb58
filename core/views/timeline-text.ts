import type { ExecutionEvent, Request } from "#core/execution/events";
import type { AppointmentStreamState } from "#core/appointment/journeys";
import { type Instant, msBetween, wallClock, type Zone } from "#core/kernel/time";
import type { DeliveryStatus } from "#core/ports/messenger";
import { basisIn } from "#core/policy/basis";
import { linkNames, linkStoryOf } from "#core/views/timeline-link";
import { spokenClock, spokenFrom, spokenName, spokenSpan } from "#core/views/spoken-time";
import { type Scene, type TextStory, type Told, told } from "#core/views/timeline-entry";
import {
  carrierReason,
  deferredWords,
  reasonIn,
  statusWords,
  suppressedWords,
} from "#core/views/timeline-reasons";

type Tellers = {
  readonly [T in ExecutionEvent["type"]]: (
    event: Extract<ExecutionEvent, { type: T }>,
    scene: Scene,
  ) => Told | null;
};

/** The story of one text, event by event: why it went, why it did not, what the carrier says of it. */
export const tellText: Tellers = {
  "execution.requested": () => null, // It is decided at once, or stands among what is planned.
  "execution.due": () => null,
  "execution.intended": () => null, // Its outcome tells more.
  "execution.deferred": (event, scene) => deferred(event, scene),
  "execution.sent": (event, scene) => sent(event, scene),
  "execution.suppressed": (event, scene) =>
    text(scene, event, "warning", "not sent", reasonIn(suppressedWords, event.why), basisIn(event)),
  "execution.failed": (event, scene) =>
    text(scene, event, "bad", "failed", carrierReason(event.why)),
  "execution.retrying": (event, scene) =>
    text(
      scene,
      event,
      "warning",
      `will be tried again at ${spokenFrom(scene.commit.at, event.at, scene.reading.zone)}`,
      carrierReason(event.why),
    ),
  "execution.unknown": (event, scene) =>
    text(
      scene,
      event,
      "warning",
      "has an unknown outcome",
      `${carrierReason(event.why)}; it may have arrived, so it is looked up at the carrier at ${spokenFrom(scene.commit.at, event.lookAt, scene.reading.zone)} and not sent again blindly`,
    ),
  "execution.resend_authorised": (event, scene) =>
    text(
      scene,
      event,
      "warning",
      "is sent once more",
      "the carrier had no sign of it after 15 minutes, and it was still of use",
    ),
  "execution.delivery": (event, scene) => delivered(event, scene),
};

/** How a text is called: a reminder by its distance from the visit, anything else by its template. */
export const textStoryOf = (request: Request, state: AppointmentStreamState): TextStory => {
  const { domain } = state;
  const link = linkStoryOf(request);
  if (link !== null)
    return { name: linkNames[link], link, isReply: false, lead: null, sending: null };
  const isReminder = request.purpose === "reminder" && !request.reply;
  const lead =
    isReminder && domain.status !== "none" && request.dueAt < domain.start
      ? spokenSpan(msBetween(request.dueAt, domain.start))
      : null;
  return { name: textName(request.template, lead), isReply: request.reply, lead, sending: null };
};

export const textName = (template: string, lead: string | null): string =>
  lead === null ? `Text “${spokenName(template)}”` : `Reminder (${lead} before)`;

const text = (
  scene: Scene,
  { execution }: { readonly execution: string },
  tone: Told["tone"],
  ...[happened, why, rest]: [
    string,
    string | null,
    Partial<Pick<Told, "quote" | "isMinor" | "basis">>?,
  ]
): Told => {
  const name = scene.texts.get(execution)?.name ?? "Text";
  return told("text", tone, `${name} ${happened}`, { why, ids: { execution }, ...rest });
};

const deferred = (
  event: Extract<ExecutionEvent, { type: "execution.deferred" }>,
  scene: Scene,
): Told => {
  const { commit, state, reading } = scene;
  // Quiet hours are those of the customer's place, and so are the times of this sentence; a zone that is
  // not that of the other times on the page is named.
  const zone = state.domain.status === "none" ? reading.zone : state.domain.zone;
  const rule = event.why === "quiet_hours" ? quietRule(event.until, zone, reading.settings) : "";
  const where = zone === reading.zone ? "" : ` in ${zone}`;
  const put = `put off until ${spokenFrom(commit.at, event.until, zone)}${where}`;
  const why = `${reasonIn(deferredWords, event.why)}${rule}`;
  return text(scene, event, "neutral", put, why, basisIn(event));
};

/** The business's own hours, where they are what it waited for; else the law or the number's home was stricter. */
const quietRule = (
  until: Instant,
  zone: Zone,
  { quietHours }: Scene["reading"]["settings"],
): string =>
  spokenWall(until, zone) === quietHours.until
    ? ` (${quietHours.from}–${quietHours.until}, ${zone})`
    : " where the phone number is at home";

const spokenWall = (instant: Instant, zone: Zone): string => {
  const { minuteOfDay } = wallClock(instant, zone);
  return [Math.floor(minuteOfDay / 60), minuteOfDay % 60]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
};

const sent = (event: Extract<ExecutionEvent, { type: "execution.sent" }>, scene: Scene): Told => {
  const story = scene.texts.get(event.execution);
  const quote = story?.sending?.body ?? null;
  const basis = basisIn(story?.sending ?? {});
  const why = [sentWhy(story), settledWords[event.settledBy]].filter((part) => part !== null);
  return text(scene, event, "good", "sent", why.join(". "), { quote, ...basis });
};

/** What was asked, and answered with yes, in the very commit that let it go (core/policy/verdict). */
const sentWhy = (story: TextStory | undefined): string => {
  const status = statusWords[story?.sending?.status ?? "booked"];
  const fit = `the visit was still ${status}`;
  if (story?.isReply === true)
    return `it answers what had just happened, ${fit} and the customer had not opted out`;
  const time = story?.lead ? `its time, ${story.lead} before the visit,` : "its time";
  return `${time} had come; ${fit}, the customer had not opted out, it was not quiet time and no other text had gone shortly before`;
};

const settledWords = {
  reply: null,
  callback: "The carrier’s own report has settled it",
  look_up: "Its outcome was unknown; it was looked up at the carrier and found",
} as const satisfies Record<
  Extract<ExecutionEvent, { type: "execution.sent" }>["settledBy"],
  string | null
>;

const delivered = (
  event: Extract<ExecutionEvent, { type: "execution.delivery" }>,
  scene: Scene,
): Told | null => {
  const word = deliveryWords[event.status];
  if (word === null) return null;
  const code = event.errorCode === null ? "" : ` (error ${event.errorCode})`;
  const why = event.why === undefined ? "" : `: ${carrierReason(event.why)}`;
  const at = spokenClock(scene.commit.at, scene.reading.zone);
  return text(
    scene,
    event,
    word.tone,
    word.happened,
    `the carrier reported it at ${at}${code}${why}`,
    {
      isMinor: word.tone === "good",
    },
  );
};

const deliveryWords = {
  accepted: null,
  scheduled: null,
  queued: null,
  sending: null,
  sent: null,
  delivered: { happened: "delivered", tone: "good" },
  undelivered: { happened: "could not be delivered", tone: "bad" },
  failed: { happened: "failed at the carrier", tone: "bad" },
  canceled: { happened: "was withdrawn at the carrier", tone: "warning" },
} as const satisfies Record<
  DeliveryStatus,
  { readonly happened: string; readonly tone: Told["tone"] } | null
>;
