import { describe } from "vitest";

import type { SubscriptionStage } from "./subscription-stage.ts";
import { cataloguesContract } from "./subscriptions/catalogues.ts";
import { failuresContract } from "./subscriptions/failures.ts";
import { handlingContract } from "./subscriptions/handling.ts";
import { ownershipContract } from "./subscriptions/ownership.ts";
import { revisionsContract } from "./subscriptions/revisions.ts";

export {
  positions,
  reached,
  running,
  say,
  stateReached,
  type SubscriptionStage,
} from "./subscription-stage.ts";

/** What every store of subscriptions keeps, told as tests. Runs them against the stage that `stage` returns. */
export function subscriptionContract<Tx>(stage: () => SubscriptionStage<Tx>): void {
  describe("handling", () => {
    handlingContract(stage);
  });
  describe("catalogues", () => {
    cataloguesContract(stage);
  });
  describe("failures", () => {
    failuresContract(stage);
  });
  describe("ownership", () => {
    ownershipContract(stage);
  });
  describe("revisions", () => {
    revisionsContract(stage);
  });
}
