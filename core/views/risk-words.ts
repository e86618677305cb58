import type { RiskAssessment, RiskTerm, RiskTermName } from "#core/risk/score";

/** A term as people are told it: what it is about, what was counted, and how many points it can give. */
export type SpokenTerm = {
  readonly name: RiskTermName;
  readonly title: string;
  readonly counted: string;
  readonly rule: string;
  readonly points: number;
  readonly most: number;
};

export const spokenTerm = ({ name, inputs, points }: RiskTerm): SpokenTerm => ({
  name,
  ...words[name],
  counted: countedIn(name, inputs),
  points,
});

/** What gave points, to stand behind "because". */
export const riskReason = ({ terms }: Pick<RiskAssessment, "terms">): string => {
  const given = terms.filter(({ points }) => points > 0).map(spokenTerm);
  return given.length === 0
    ? "nothing is held against the customer any more"
    : given.map(({ counted, points }) => `${counted} (${points} points)`).join("; ");
};

/** `most`: what a bar of the term is measured by. Reschedules have no bound of their own; one a visit fills it. */
const words = {
  no_shows: {
    title: "Missed visits",
    rule: "20 points each, at most 40",
    most: 40,
  },
  unconfirmed: {
    title: "Unanswered questions",
    rule: "up to 30 points, by the share of visits that were not confirmed although we asked",
    most: 30,
  },
  reschedules: {
    title: "Moved visits",
    rule: "20 points times the moves for each appointment",
    most: 20,
  },
  past_due: {
    title: "Money past due",
    rule: "10 points",
    most: 10,
  },
} as const satisfies Record<RiskTermName, Pick<SpokenTerm, "title" | "rule" | "most">>;

const countedIn = (name: RiskTermName, inputs: RiskTerm["inputs"]): string => {
  const count = (input: string): number => Number(inputs[input] ?? 0);
  switch (name) {
    case "no_shows":
      return `${counted(count("noShows"), "visit")} missed`;
    case "unconfirmed":
      return count("asked") === 0
        ? "no confirmation was asked for yet"
        : `${count("confirmed")} of ${counted(count("asked"), "visit")} confirmed`;
    case "reschedules":
      return `${counted(count("reschedules"), "move")} in ${counted(count("appointments"), "appointment")}`;
    case "past_due":
      return inputs["isPastDue"] === true
        ? "a deposit or a payment that was due is unpaid"
        : "nothing that was due is unpaid";
  }
};

const counted = (count: number, what: string): string =>
  `${count === 0 ? "no" : count} ${what}${count === 1 ? "" : "s"}`;
