import type { Comparison, Outcome } from "#local/demo-outcome";
import { wrapped } from "#local/demo-words";

/** The closing table: the same customers with ARO and without it, side by side. */
export const comparisonLines = ({ withAro, without }: Comparison): readonly string[] => {
  const title = "The same customers, with ARO and without";
  return [
    title,
    "-".repeat(title.length),
    "",
    line("", "with ARO", "without"),
    ...rows.map(([label, of]) => line(label, of(withAro), of(without))),
    "",
    wrapped(`  ${footer}`, "  "),
    "",
  ];
};

/** Says openly what the difference rests on. */
const footer =
  "Simulated: each customer has the same habits in both columns, and only texts that reached their phone make a difference; how many have which habit is assumed (docs/concepts/simulated-customers.md).";

const rows: readonly (readonly [string, (outcome: Outcome) => string | number])[] = [
  ["booked for the week", ({ booked }) => booked],
  ["moved to another time", ({ moved }) => moved],
  ["cancelled in time", ({ cancelled }) => cancelled],
  ["kept", ({ kept }) => kept],
  ["missed", ({ missed }) => missed],
  ["no-show rate", ({ missedPercent }) => `${missedPercent.toFixed(1)} %`],
  ["confirmed before the visit", ({ confirmed }) => confirmed],
  ["deposits paid, of asked", ({ deposits }) => ofAsked(deposits.paid, deposits.asked)],
  ["reviews answered, of asked", ({ reviews }) => ofAsked(reviews.answered, reviews.asked)],
  ["booked anew after missing", ({ again }) => again.booked],
  ["  and came then", ({ again }) => again.kept],
  ["booked a next visit", ({ next }) => next],
];

const ofAsked = (some: number, asked: number): string =>
  asked === 0 ? "none asked" : `${some} of ${asked}`;

const line = (label: string, left: string | number, right: string | number): string =>
  `  ${label.padEnd(28)}${String(left).padStart(10)}${String(right).padStart(12)}`;
