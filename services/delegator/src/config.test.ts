import { BadConfiguration } from "@holdfast/config";
import { expect, test } from "vitest";

import { delegatorConfig } from "./config.ts";

function refusal(env: Readonly<Record<string, string>>): string {
  try {
    delegatorConfig(env);
    return "";
  } catch (error) {
    if (error instanceof BadConfiguration) return error.message;
    throw error;
  }
}

test.each([
  [
    { WEB_DATABASE_URL: "postgres://one/a", SCRAPER_DATABASE_URL: "postgres://two/b" },
    "SCRAPER_DATABASE_URL",
  ],
  [{ MIGRATOR_INITIAL_CHECKPOINT: "1939557726552064" }, "MIGRATOR_INITIAL_CHECKPOINT"],
  [{ DATABASE_ADMIN_URL: "postgres://one/a" }, "DATABASE_ADMIN_URL"],
  [{ DATABASE_SYSTEM_URL: "postgres://one/a" }, "DATABASE_SYSTEM_URL"],
  [{ MIGRATOR_DATABASE_URL: "postgres://one/a" }, "DATABASE_ADMIN_URL"],
  [{ TZKT_RETRY_MIN: "2s", TZKT_RETRY_MAX: "1s" }, "TZKT_RETRY_MIN"],
  [{ LOG_HUMAN_FRIENDLY: "true", LOG_FORMAT: "json" }, "LOG_FORMAT"],
])("contradicting variables are refused: %o", (env, variable) => {
  expect(refusal(env)).toContain(variable);
});

test("variables that agree are accepted", () => {
  expect(refusal({ TZKT_RETRY_MIN: "1s", TZKT_RETRY_MAX: "2s", LOG_FORMAT: "json" })).toBe("");
});
