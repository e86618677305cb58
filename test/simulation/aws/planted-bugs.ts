import type { Planted } from "#test/simulation/planted";

type Expressions = { readonly ConditionExpression?: string; readonly Item?: Named };
type Named = { readonly pk?: { readonly S?: string } };

/** Mistakes that people make with AWS, each with what it is called; production knows nothing of them. */
export const plantedOnAws: readonly Planted[] = [
  {
    name: "conflict taken for our own write",
    means: "whatever was refused counts as written",
    wrap: (deps) => ({
      ...deps,
      store: {
        ...deps.store,
        append: async (commit) => {
          const outcome = await deps.store.append(commit);
          return outcome === "version_moved" ? "already_appended" : outcome;
        },
      },
    }),
  },
  {
    name: "a batch is done as a whole",
    means: "what failed of a batch is reported as done",
    onAws: {
      ends: (_, answer) =>
        typeof answer === "object" && answer !== null ? { batchItemFailures: [] } : answer,
    },
  },
  {
    name: "what was left of a batch is forgotten",
    means: "nobody asks again for what a batch has not done",
    onAws: {
      answers: (_, answer) => ({ ...answer, UnprocessedKeys: {}, UnprocessedItems: {} }),
    },
  },
  {
    name: "the first page is taken for all",
    means: "nobody asks for what follows",
    onAws: { answers: (_, answer) => ({ ...answer, LastEvaluatedKey: undefined }) },
  },
  {
    name: "only what is missing is folded anew",
    means: "a rebuild leaves alone whatever stands there, right or wrong",
    breaks: "S10",
    onAws: {
      anew: ({ rows }) => ({
        rows: {
          ...rows,
          put: async (...wish) => (wish[2] === null ? rows.put(...wish) : "replaced"),
        },
      }),
    },
  },
  {
    name: "rows that nobody makes stay",
    means: "a rebuild looks at streams alone",
    breaks: "S10",
    onAws: {
      anew: ({ rows }) => ({
        rows: { ...rows, after: async () => ({ rows: [], next: null }) },
      }),
    },
  },
  {
    name: "the feed is continued blindly",
    means: "a piece of the feed is written over whatever stands there",
    onAws: { asks: withoutCondition(/#@feed$/) },
  },
  {
    name: "older plans replace newer ones",
    means: "the row of a timer takes whatever comes last",
    onAws: { asks: withoutCondition(/#timer$/) },
  },
  {
    name: "a commit is written over",
    means: "the put of a commit has no condition",
    onAws: { asks: withoutCondition(/#appointment\//) },
  },
];

function withoutCondition(shelf: RegExp) {
  return (command: string, input: object): object => {
    const asked: Expressions = input;
    if (command !== "PutItem" || !shelf.test(asked.Item?.pk?.S ?? "")) return input;
    return {
      ...asked,
      ConditionExpression: undefined,
      ExpressionAttributeNames: undefined,
      ExpressionAttributeValues: undefined,
    };
  };
}
