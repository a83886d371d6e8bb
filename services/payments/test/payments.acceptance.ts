import { afterAll, beforeAll, expect, it } from "vitest";

import { AMOUNT, comesTo, expectMoneyInOnePlace, pay, paying, storyOf } from "./paying.ts";
import { RailProcess } from "./rail-process.ts";
import {
  openSurroundings,
  type Payments,
  startPayments,
  type Surroundings,
} from "./start-payments.ts";

let surroundings: Surroundings;
let rail: RailProcess;
let payments: Payments;
beforeAll(async () => {
  [surroundings, rail] = await Promise.all([openSurroundings(), RailProcess.start()]);
  payments = await startPayments(surroundings, railSettings(rail.url));
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  await Promise.all([rail[Symbol.asyncDispose](), surroundings[Symbol.asyncDispose]()]);
});

const railSettings = (url: string) => ({
  RAIL_URL: url,
  RAIL_TIMEOUT: "1s",
  RAIL_POLL: "50ms",
  RAIL_ASK_AFTER: "100ms",
  RAIL_ASK_AFTER_MAX: "400ms",
});

it("settles", async () => {
  const by = await paying(await payments.caller());
  const id = await pay(by, "DE02120300000000202051");
  const settled = await comesTo(by.caller, id, "settled");
  expect(storyOf(settled)).toEqual([
    "PaymentRequested",
    "FundsHeld",
    "SubmittedToRail",
    "RailConfirmed",
    "PaymentSettled",
  ]);
  await expectMoneyInOnePlace(by, rail, { paid: AMOUNT });
});
