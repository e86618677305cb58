import { describe } from "vitest";
import { awsHouse, type StoryHouse } from "#test/support/aws-house";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { testHouse } from "#test/support/house";

export type { StoryHouse };

type Open = (start: string, wish?: Parameters<typeof awsHouse>[2]) => Promise<StoryHouse>;

/**
 * The same story, told on each runtime. What it expects is the same, for so is the house.
 *
 * On AWS each request goes to a server of another process, and a story makes some thousands of them. So it is told there
 * in a gate of its own (`vitest --project aws`), and those that are told only now and then wait for `ARO_STORIES=all`.
 */
export const onEachRuntime = (
  title: string,
  chapter: (open: Open) => void,
  { isNowAndThen = false }: { readonly isNowAndThen?: boolean } = {},
): void => {
  const stories = process.env["ARO_STORIES"] ?? "embedded";
  if (stories === "embedded") toldEmbedded(title, chapter);
  else if (stories === "all" || !isNowAndThen) toldOnAws(title, chapter);
};

const toldEmbedded = (title: string, chapter: (open: Open) => void): void => {
  describe(`${title}, embedded`, () => {
    chapter(testHouse);
  });
};

const toldOnAws = (title: string, chapter: (open: Open) => void): void => {
  withDynamoDb(`${title}, on AWS`, (endpoint) => {
    chapter((start, wish) => awsHouse(endpoint(), start, wish));
  });
};
