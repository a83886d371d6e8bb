import { runFeature } from "@holdfast/scenarios/vitest";
import { afterAll, expect, it } from "vitest";

import { tellMoneyOrders } from "../examples/tell-money-orders.ts";
import { failureOf } from "./failure-of.ts";
import { orderMutants } from "./order-mutants.ts";
import { postgresProcessRunner } from "./postgres-process-runner.ts";
import { openPostgresStage } from "./postgres-stage.ts";

const stage = await openPostgresStage();
afterAll(() => stage[Symbol.asyncDispose]());
const runner = postgresProcessRunner(stage);

runFeature(tellMoneyOrders(), runner);

it.each(orderMutants)("fails for $name, and says where", async ({ manager, says }) => {
  const failure = await failureOf(tellMoneyOrders(manager), runner);
  expect(failure?.mistakes.join("\n")).toContain(says);
});
