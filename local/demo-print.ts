import { carrierReason, reasonIn, suppressedWords } from "#core/views/timeline-reasons";
import { spokenMoment } from "#core/views/spoken-time";
import { taskTitle } from "#core/views/task-words";
import type { Audit, Counts } from "#local/demo-audit";
import type { Day } from "#local/demo-days";
import type { DemoReport, PhoneShown } from "#local/demo-play";
import { comparisonLines } from "#local/demo-table";
import { wrapped } from "#local/demo-words";
import { riverside } from "#local/seed";

/** The report as people read it: at most 80 columns, the same bytes wherever it is printed. */
export const printed = ({ seed, days, phones, audit }: DemoReport): string =>
  [
    ...opening(seed, audit),
    ...days.flatMap(dayLines),
    ...heading("Three phones, word for word"),
    ...phones.flatMap(phoneLines),
    ...heading("The week in numbers"),
    ...numberLines(audit),
    ...comparisonLines(audit.outcome),
    ...heading("Promises, checked against the carrier's own list"),
    ...promiseLines(audit),
    ...closing(audit),
  ].join("\n");

const heading = (title: string): readonly string[] => [title, "-".repeat(title.length), ""];

const opening = (seed: number, { outcome }: Audit): readonly string[] => {
  const title = `A week at ${riverside.name}: ${outcome.withAro.booked} bookings (seed ${seed})`;
  const about =
    "The house is the real one: signed webhooks in, texts out, everything on disk. Calendly, the carrier, the phones, the payment page, the clock and what customers do are simulated, so the week takes seconds and nothing leaves this machine. Times are the clinic's (New York).";
  return [title, "=".repeat(title.length), "", wrapped(about, ""), ""];
};

const dayLines = ({ title, visits, texts, notes }: Day): readonly string[] => [
  wrapped(`${title.padEnd(11)}${visits.join(", ") || "no visits"}`, indent),
  wrapped(`           Texts: ${texts.join(", ") || "none"}`, indent),
  ...notes.map(({ time, note }) => wrapped(`    ${time}  ${note}`, indent)),
  "",
];

const indent = " ".repeat(11);

const phoneLines = ({ name, messages }: PhoneShown): readonly string[] => [
  name,
  ...messages.map(({ at, by, body }) => {
    const who = by === "clinic" ? "" : "> ";
    return wrapped(`  ${spokenMoment(at, riverside.zone).padEnd(18)}${who}${body}`, " ".repeat(20));
  }),
  "",
];

const row = (label: string, count: number | string, note = ""): string =>
  wrapped(
    `  ${label.padEnd(24)}${String(count).padStart(5)}${note === "" ? "" : `   ${note}`}`,
    hang,
  );

const hang = " ".repeat(34);

const numberLines = (audit: Audit): readonly string[] => {
  const { webhooks, texts } = audit;
  return [
    row(
      "bookings",
      audit.bookings,
      `from ${webhooks.total} webhooks, ${webhooks.repeated} of them repeats`,
    ),
    row("opted out", audit.optOuts),
    "",
    row("texts planned", texts.planned),
    row("  sent", texts.sent),
    row("  suppressed", texts.suppressed, reasons(audit.suppressedWhy, suppressedReason)),
    row("  failed", texts.failed, reasons(audit.failedWhy, carrierReason)),
    row("  pending", texts.pending),
    `  ${texts.planned} = ${texts.sent} + ${texts.suppressed} + ${texts.failed} + ${texts.pending}: ${addsUp(texts)}`,
    "",
    row("tasks for people", sumOf(audit.tasks), "closed when moot; nobody sits at this desk"),
    ...Object.entries(audit.tasks).map(([kind, count]) => row("", count, taskTitle(kind))),
    "",
  ];
};

const sumOf = (counts: Counts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const addsUp = ({ planned, sent, suppressed, failed, pending }: Audit["texts"]): string =>
  planned === sent + suppressed + failed + pending ? "it adds up." : "IT DOES NOT ADD UP.";

const suppressedReason = (why: string): string => reasonIn(suppressedWords, why);

const reasons = (counts: Counts, words: (why: string) => string): string =>
  Object.entries(counts)
    .map(([why, count]) => `${count}: ${words(why)}`)
    .join("; ");

const promiseLines = ({ carrierTexts, faults, erased, chain }: Audit): readonly string[] => [
  row("texts the carrier took", carrierTexts),
  row("sent twice", faults.duplicates),
  row("sent for a stale time", faults.stale),
  row("sent unasked", faults.unasked),
  row("reminders in quiet hours", faults.atNight),
  "",
  wrapped(
    `  ${erased.name} asked to be forgotten. Name, address and number are now ${erased.readableAfter ? "STILL READABLE" : "unreadable"} in every record of theirs, and the history around them stands:`,
    "  ",
  ),
  chain.fault === null
    ? `  hash chains of ${chain.streams} streams, ${chain.commits} commits: verified.`
    : `  hash chains of ${chain.streams} streams: BROKEN (${chain.fault}).`,
];

const closing = ({ broken }: Audit): readonly string[] => [
  "",
  ...(broken.length === 0
    ? ["Every promise was kept."]
    : broken.map((promise) => `BROKEN: ${promise}.`)),
  "",
  "Try next:  npm start                   the house, and a phone to play with",
  "           npm run demo -- --seed 2    another week",
  "",
];
