import type { TextOutcome } from "#core/customer/events";
import type { Classification, ModelTrouble, ModelVerdict } from "#core/reply/classify";

type Became = { readonly became: TextOutcome["kind"]; readonly why: string | null };

/**
 * Where a language model had the last word, it is named; what was acted on, its title says. Where it had none, people
 * read behind `why` whether it was in doubt or was never heard: the one is about the text, the other about the model.
 */
export const readByModel = (read: Classification, { became, why }: Became): string | null => {
  if (read.stage === "table") return why;
  const words = wordsOf[read.why](read);
  const isSaid = read.stage === "model" && became === "acted";
  return isSaid || why === null ? words : `${why}; ${words}`;
};

const asked = ({ trouble }: Classification, otherwise: string): string =>
  `a language model was asked, and ${trouble === undefined ? otherwise : troubles[trouble]}`;

const wordsOf: Readonly<Record<ModelVerdict, (read: Classification) => string>> = {
  answered: ({ confidence }) => `a language model read it so, with a confidence of ${confidence}`,
  unsure: ({ confidence }) =>
    `a language model read it so, and was not sure enough (${confidence})`,
  contradicts_table: () => "a language model read it so, and the words speak against it",
  nonsense: () => "a language model was asked, and its answer made no sense",
  unavailable: (read) => asked(read, "could not answer"),
  rejected: (read) => asked(read, "refused to answer"),
  over_budget: () =>
    "no language model was asked, for what language models may cost this month is spent",
  not_asked: () => "no language model could be asked",
};

const troubles: Readonly<Record<ModelTrouble, string>> = {
  timeout: "did not answer in time",
  throttled: "has too many questions just now",
  server_error: "failed by itself",
  not_connected: "could not be reached",
  connection_broken: "hung up",
  answer_unreadable: "gave an answer that cannot be read",
  not_permitted: "does not let us in",
  request_refused: "refused the question",
  content_filtered: "does not read such words",
};
