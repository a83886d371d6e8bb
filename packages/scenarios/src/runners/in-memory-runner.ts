import {
  type EventStore,
  inMemoryEventStore,
  type StreamAddress,
} from "@holdfast/cqrs/event-store";
import { inMemorySubscriptions, type Sleep } from "@holdfast/cqrs/subscriptions";

import type { AnyReadModel } from "../read-model.ts";
import type { Runner } from "../runner.ts";
import { scenarioWorld } from "../world.ts";
import { catchUp } from "./catch-up.ts";
import { kernelRunner } from "./kernel-runner.ts";
import type { ReadRows } from "./read-rows.ts";

const STREAM: StreamAddress = {
  tenant: "00000000-0000-0000-0000-000000000000",
  streamId: "scenario-1",
};

/** Plays each scenario on a kernel in memory of its own: the whole way of a command, without a database. */
export const inMemoryRunner: Runner = {
  name: "in memory",
  check(subject, story) {
    const { nowMs, newId: newEventId } = scenarioWorld(subject.beginsAtMs);
    const store = inMemoryEventStore({ nowMs, newEventId });
    const models = Object.entries(subject.readModels);
    const readModels = Object.fromEntries(
      models.map(([name, model]) => [name, readerOf(store, name, model)]),
    );
    const { sleep } = quickTime();
    const options = { name: "in memory", store, newStream: () => STREAM, readModels };
    return kernelRunner({ ...options, sleep: (ms) => sleep(ms, NEVER) }).check(subject, story);
  },
};

const NEVER = new AbortController().signal;

/** Builds the read model by a subscription, as a service does. */
function readerOf(events: EventStore, name: string, readModel: AnyReadModel): ReadRows {
  return async ({ position, query }) => {
    const time = quickTime();
    let model = readModel.initial();
    await catchUp(
      {
        name,
        revision: 1,
        filter: { types: readModel.reads },
        async eachBatch(batch, tx) {
          const next = batch.reduce((before, { event }) => readModel.project(before, event), model);
          tx.whenCommitted(() => (model = next));
        },
      },
      position,
      { store: inMemorySubscriptions({ events, nowMs: time.nowMs }), owner: name, ...time },
    );
    return readModel.rows(model, query);
  };
}

/** A time in which nobody waits: it passes as soon as somebody would. */
function quickTime(): { readonly nowMs: () => number; readonly sleep: Sleep } {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    async sleep(ms, signal) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      nowMs += ms;
    },
  };
}
