import { describe, vi } from "vitest";
import { awsHouse, type StoryHouse } from "#test/support/aws-house";
import { withDynamoDb } from "#test/support/dynamodb-stage";
import { testHouse } from "#test/support/house";

export type { StoryHouse };

type Open = (start: string, wish?: Parameters<typeof awsHouse>[2]) => Promise<StoryHouse>;

/** The same story, told on each runtime. What it expects is the same, for so is the house. */
export const onEachRuntime = (title: string, chapter: (open: Open) => void): void => {
  describe(`${title}, embedded`, () => {
    chapter(testHouse);
  });
  // Each request goes to a server of another process; a story makes some thousands of them.
  withDynamoDb(`${title}, on AWS`, (endpoint) => {
    vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });
    chapter((start, wish) => awsHouse(endpoint(), start, wish));
    vi.resetConfig();
  });
};
