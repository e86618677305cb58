/** The names that a definition may use, and that exist outside it. */
export type Vocabulary = {
  readonly events: readonly string[];
  readonly tools: readonly string[];
  readonly templates: readonly string[];
};
