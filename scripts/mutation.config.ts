import { defineConfig } from "vitest/config";

/** The unit tests alone: a mutant that only a running service would notice counts as one that survived. */
export default defineConfig({
  test: {
    include: ["{packages,services,standins,tools}/*/src/**/*.test.ts"],
    isolate: false,
  },
});
