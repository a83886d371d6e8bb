import { describe, expect, it } from "vitest";

import { tellMoneyOrders } from "../../examples/tell-money-orders.ts";
import { failureOf } from "../../test/failure-of.ts";
import { orderMutants } from "../../test/order-mutants.ts";
import { pureRunner } from "../pure-runner.ts";
import { inMemoryProcessRunner } from "./in-memory-process-runner.ts";

describe.each([pureRunner, inMemoryProcessRunner])("a process, played by $name", (runner) => {
  it("passes when it has no mistake", async () => {
    expect(await failureOf(tellMoneyOrders(), runner)).toBeUndefined();
  });

  it.each(orderMutants)("fails for $name, and says where", async ({ manager, says }) => {
    const failure = await failureOf(tellMoneyOrders(manager), runner);
    expect(failure?.mistakes.join("\n")).toContain(says);
  });
});

describe("a decider of processes with a mistake", () => {
  it("is told of when a timer that was cancelled still has an effect", async () => {
    const feature = tellMoneyOrders();
    const { decider } = feature.subject;
    const fired = { type: "TimerFired", timer: "overdue pay", number: 1, message: { step: "pay" } };
    const deaf: typeof decider = {
      ...decider,
      decide: (command, state, context) =>
        command.type === "FireTimer" ? [fired] : decider.decide(command, state, context),
    };
    const subject = { ...feature.subject, decider: deaf };
    expect((await failureOf({ ...feature, subject }))?.mistakes.join("\n")).toContain(
      "timer overdue pay: fires though it does not run any more, got TimerFired",
    );
  });
});
