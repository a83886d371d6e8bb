import { expect, test } from "vitest";

import { drawPlan } from "./draw-plan.ts";

test("a plan follows from its seed, and another one from another", () => {
  expect(drawPlan(7)).toEqual(drawPlan(7));
  expect(drawPlan(8).operations).not.toEqual(drawPlan(7).operations);
});

test("within a few seeds everything is wanted, in every way, and everything breaks", () => {
  const plans = [1, 2, 3, 4].map(drawPlan);
  const operations = plans.flatMap((plan) => plan.operations);
  const paths = operations.map(({ path }) => path.replaceAll(/[0-9a-f-]{36}/g, "ID"));
  const breakages = plans.flatMap(({ faults }) => faults.map(({ breakage }) => breakage));
  const verbs = ["freeze", "unfreeze", "close", "reopen", "limits"];
  expect(new Set(paths)).toEqual(
    new Set([
      "/v1/accounts",
      ...verbs.map((verb) => `/v1/accounts/ID/${verb}`),
      ...["", "/batch", "/ID/post", "/ID/void", "/ID/reverse"].map((at) => `/v1/transfers${at}`),
      "/v1/fx/quotes",
      "/v1/fx/conversions",
      "/v1/payments",
    ]),
  );
  expect(new Set(operations.map(({ delivery }) => delivery.kind))).toEqual(
    new Set(["plain", "twice", "again", "abandoned"]),
  );
  expect(new Set(breakages)).toEqual(new Set(["service", "server", "both"]));
  expect(operations.some(({ isWrong }) => isWrong)).toBe(true);
});
