import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// The gate names the file its report goes to; a run by hand leaves none.
const report = process.env["ARO_VITEST_REPORT"];

/** They ask DynamoDB Local, or servers that speak as AWS does. */
const onAws = "test/{contract,functions,journeys}/aws-*.test.ts";

/** A story makes thousands of requests there. */
const toldNowAndThen =
  process.env["ARO_STORIES"] === "all"
    ? ["answers", "changes", "links-for-answers", "unreachable-number"].map(
        (story) => `test/journeys/${story}.test.ts`,
      )
    : [];

export default defineConfig({
  test: {
    watch: false,
    // Left alone, a machine of two cores gets one worker. Three, because some tests wait and compute nothing.
    maxWorkers: Math.max(3, Math.ceil(availableParallelism() / 2)),
    passWithNoTests: false,
    silent: "passed-only",
    // What hangs is to end some day; how long the others take is the machine's affair, and no verdict.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: report === undefined ? ["default"] : ["dot", ["json", { outputFile: report }]],
    projects: [
      {
        extends: true,
        test: {
          name: "core",
          include: ["test/core/**/*.test.ts"],
          // Pure functions share nothing that one file could leave behind for the next.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/{contract,profiles,functions,journeys,architecture,web}/**/*.test.ts"],
          exclude: [onAws],
          // Each file opens a house of its own in a folder of its own; what they share is the
          // import of the whole house, which took a fifth of the time when each file did it anew.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "simulation",
          include: ["test/simulation/**/*.test.ts"],
          // Ten thousand worlds and more in one test: minutes, and on a busy machine many of them.
          testTimeout: 1_200_000,
        },
      },
      {
        extends: true,
        test: {
          name: "aws",
          // The same contracts, doors and stories, over the adapters for AWS: a server of another process each.
          include: [onAws, "test/journeys/booking-to-review.test.ts", ...toldNowAndThen],
          isolate: false,
          env: { ARO_STORIES: process.env["ARO_STORIES"] ?? "aws" },
        },
      },
      {
        extends: true,
        test: {
          name: "stacks",
          include: ["test/stacks/**/*.test.ts"],
          // All of them look at the same templates, which take long to make.
          isolate: false,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          // Each of these starts real servers and kills them: one at a time, and not in a hurry.
          fileParallelism: false,
        },
      },
    ],
  },
});
