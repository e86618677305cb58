import { defineConfig } from "vitest/config";

// The gate names the file its report goes to; a run by hand leaves none.
const report = process.env["ARO_VITEST_REPORT"];

export default defineConfig({
  test: {
    watch: false,
    passWithNoTests: false,
    silent: "passed-only",
    reporters: report === undefined ? ["default"] : ["dot", ["json", { outputFile: report }]],
    projects: [
      {
        extends: true,
        test: {
          name: "core",
          include: ["test/core/**/*.test.ts"],
          // Pure functions share nothing that one file could leave behind for the next.
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/{contract,profiles,functions,journeys,architecture,web}/**/*.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "simulation",
          include: ["test/simulation/**/*.test.ts"],
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts"],
          // Each of these starts real servers and kills them: one at a time, and not in a hurry.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
