import { describe } from "vitest";

import { appendAllContract } from "./contract/append-all.ts";
import { badInputContract } from "./contract/bad-input.ts";
import { concurrencyContract } from "./contract/concurrency.ts";
import { eventIdsContract } from "./contract/event-ids.ts";
import { expectationsContract } from "./contract/expectations.ts";
import { idempotencyContract } from "./contract/idempotency.ts";
import { modelContract } from "./contract/model.ts";
import { readingContract } from "./contract/reading.ts";
import { snapshotsContract } from "./contract/snapshots.ts";
import type { ContractStage } from "./event-store-stage.ts";

/** What every event store keeps, told as tests. Runs them against the stage that `stage` returns. */
export function eventStoreContract(stage: () => ContractStage): void {
  describe("expectations", () => {
    expectationsContract(stage);
  });
  describe("reading", () => {
    readingContract(stage);
  });
  describe("idempotency", () => {
    idempotencyContract(stage);
  });
  describe("ids of events", () => {
    eventIdsContract(stage);
  });
  describe("several streams at once", () => {
    appendAllContract(stage);
  });
  describe("snapshots", () => {
    snapshotsContract(stage);
  });
  describe("bad input", () => {
    badInputContract(stage);
  });
  describe("many at the same time", () => {
    concurrencyContract(stage);
  });
  describe("against a model", () => {
    modelContract(stage);
  });
}
