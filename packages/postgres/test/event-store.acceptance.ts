import { eventStoreContract } from "@holdfast/cqrs/event-store/contract";
import { afterAll, beforeAll, describe } from "vitest";

import { type EventStoreStage, openStage } from "./event-store-stage.ts";

let stage: EventStoreStage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

describe("the event store in PostgreSQL", () => {
  eventStoreContract(() => stage);
});
