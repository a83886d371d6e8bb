import { defineConfig } from "vitest/config";

/** Three kinds of tests: unit tests beside the code, black-box acceptance tests, and the test that reads the repository. */
export default defineConfig({
  test: {
    // Acceptance tests mostly wait for processes: two workers on two cores leave a quarter of the machine idle.
    maxWorkers: 3,
    // A snapshot is written when one asks for it (npm run behaviour), never by a run that is meant to judge.
    update: "none",
    projects: [
      {
        test: {
          name: "unit",
          include: [
            "{packages,services,standins,tools}/*/src/**/*.test.ts",
            "packages/*/examples/**/*.test.ts",
            "{scripts,bench}/src/**/*.test.ts",
          ],
          // Unit tests share no module state, so isolation would only cost time (60 files: 10.7 s against 1.7 s).
          pool: "threads",
          isolate: false,
        },
      },
      {
        test: {
          name: "acceptance",
          include: [
            "{packages,services,standins,tools}/*/test/**/*.acceptance.ts",
            "{scripts,bench}/test/**/*.acceptance.ts",
            "acceptance/**/*.acceptance.ts",
          ],
          pool: "forks",
          // What they share, processes, files and databases, is made anew by each (a tenth of the time saved).
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // What comes about at some time may take longer on a machine that is busy: its test says within what.
          expect: { poll: { timeout: 20_000 } },
          globalSetup: ["packages/postgres/src/testing/global-setup.ts"],
        },
      },
      {
        test: {
          name: "tidy",
          include: ["tidy/src/**/*.test.ts"],
          pool: "threads",
          isolate: false,
          testTimeout: 60_000,
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["{packages,services,standins,tools}/*/src/**/*.ts"],
      exclude: ["**/*.test.ts"],
      reporter: ["text", "json-summary"],
      reportsDirectory: "coverage",
    },
  },
});
