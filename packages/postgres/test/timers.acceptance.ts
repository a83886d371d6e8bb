import { timerContract } from "@holdfast/processes/timers/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { postgresTimers } from "../src/timers/index.ts";
import { openSubscriptionStage, type PostgresSubscriptionStage } from "./subscription-stage.ts";

let stage: PostgresSubscriptionStage;
let offsetMs = 0;
beforeAll(async () => {
  stage = await openSubscriptionStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

function timers() {
  return postgresTimers({
    store: stage.log.store,
    database: stage.system,
    schema: "ledger",
    watch: (onGrown, signal) => stage.contract.store.watch(onGrown, signal),
    clockOffsetMs: () => offsetMs,
  });
}

describe("timers in PostgreSQL", () => {
  timerContract(() => ({
    timers: timers(),
    events: stage.log.store,
    pass(ms) {
      offsetMs += ms;
    },
  }));
});

test("the app role neither sees timers nor changes them but by the function", async () => {
  const { database } = stage.log;
  for (const text of ["select from ledger.timers", "delete from ledger.timers"]) {
    await expect(database.query({ text })).rejects.toMatchObject({ code: "42501" });
  }
});
