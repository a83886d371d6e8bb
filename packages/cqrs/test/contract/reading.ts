import { exactly, isAppendRefusal } from "@holdfast/cqrs/event-store";
import { expect, it } from "vitest";

import {
  type ContractStage,
  fresh,
  headOf,
  OTHER_TENANT,
  saying,
  TENANT,
  wordsOf,
} from "../event-store-stage.ts";

export function readingContract(stage: () => ContractStage): void {
  streamsAreRead(stage);
  eventsAreWhole(stage);
  logIsOrdered(stage);
}

function streamsAreRead(stage: () => ContractStage): void {
  it("a stream that does not exist has version 0 and no events", async () => {
    const { store } = stage();
    const streamId = fresh("account");
    expect(await store.loadStream({ tenant: TENANT, streamId })).toEqual({
      version: 0,
      events: [],
      schemaVersions: [],
    });
    expect(await store.readStream({ tenant: TENANT, streamId, max: 10 })).toEqual([]);
  });

  it("max is the number of events (Emmett 0.42: from 5, 10 at most returns 11)", async () => {
    const { store } = stage();
    const streamId = fresh("log");
    await store.append(saying(streamId, "absent", ...Array.from({ length: 20 }, String)));
    const read = async (from: number, max: number) =>
      (await store.readStream({ tenant: TENANT, streamId, from, max })).map(
        ({ version }) => version,
      );
    expect(await read(5, 10)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
    expect(await read(1, 1)).toEqual([1]);
    expect(await read(20, 5)).toEqual([20]);
    expect(await read(21, 5)).toEqual([]);
    expect(await read(1, 0)).toEqual([]);
  });

  it("a stream is loaded from after a version on", async () => {
    const { store } = stage();
    const streamId = fresh("log");
    await store.append(saying(streamId, "absent", "a", "b", "c"));
    expect(await store.loadStream({ tenant: TENANT, streamId, after: 2 })).toEqual({
      version: 3,
      events: [{ type: "Said", word: "c" }],
      schemaVersions: [1],
    });
    const nothingNew = await store.loadStream({ tenant: TENANT, streamId, after: 3 });
    expect(nothingNew).toEqual({ version: 3, events: [], schemaVersions: [] });
  });

  it("streams that are loaded in the same moment are not mixed up", async () => {
    const { store } = stage();
    const ids = Array.from({ length: 20 }, () => fresh("log"));
    await Promise.all(ids.map((id) => store.append(saying(id, "absent", id, "b"))));
    const loaded = await Promise.all([...ids, ...ids].map((id) => wordsOf(store, id)));
    expect(loaded).toEqual([...ids, ...ids].map((id) => [id, "b"]));
  });
}

function eventsAreWhole(stage: () => ContractStage): void {
  it("an event comes back with all its fields, and with what the log knows about it", async () => {
    const { store } = stage();
    const streamId = fresh("account");
    const event = {
      type: "Paid",
      cents: 12345678901234567890n,
      note: 'Grüße 😀 "\\ \u0001 \u2028',
      deep: { list: [1.5, -0.001, 1e21, true, null, [], {}], "": "empty" },
    };
    const commandId = fresh("command");
    const meta = { correlationId: "flow-1", actor: "ann", traceparent: "00-ab-cd-01" };
    const commands = [{ commandId, events: [event], meta, schemaVersions: { Paid: 3 } }];
    const done = await store.append({ tenant: TENANT, streamId, expect: "absent", commands });
    if (isAppendRefusal(done)) throw new RangeError(done.sentence);
    const [stored] = await store.readStream({ tenant: TENANT, streamId, max: 2 });
    expect(stored).toEqual({
      position: done.lastPosition,
      tenant: TENANT,
      streamId,
      category: "account",
      version: 1,
      eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      schemaVersion: 3,
      event,
      meta: { ...meta, causationId: commandId, commandId },
      recordedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
  });

  it("an event nobody said more about is correlated with its command", async () => {
    const { store } = stage();
    const streamId = fresh("account");
    const request = saying(streamId, "absent", "a");
    await store.append(request);
    const [stored] = await store.readStream({ tenant: TENANT, streamId, max: 1 });
    const commandId = request.commands[0]?.commandId;
    expect(stored?.meta).toEqual({ commandId, correlationId: commandId, causationId: commandId });
  });
}

function logIsOrdered(stage: () => ContractStage): void {
  it("the log has every event once, in the order of positions, without a gap", async () => {
    const { store } = stage();
    const before = await headOf(store);
    const ids = [fresh("log"), fresh("log")];
    for (const id of [...ids, ...ids]) await store.append(saying(id, "any", id, "b"));
    const events = await store.readLog({ after: before, max: 100, tenant: TENANT });
    expect(events.map(({ position }) => position - before)).toEqual([
      1n,
      2n,
      3n,
      4n,
      5n,
      6n,
      7n,
      8n,
    ]);
    expect(events.map(({ streamId }) => streamId)).toEqual(
      [...ids, ...ids].flatMap((id) => [id, id]),
    );
    const page = await store.readLog({ after: before + 2n, max: 3, tenant: TENANT });
    expect(page).toEqual(events.slice(2, 5));
  });

  it("a tenant's streams and events are its own, also under the same ids (L11)", async () => {
    const { store } = stage();
    const id = fresh("account");
    const mine = saying(id, "absent", "mine");
    const before = await headOf(store);
    await store.append(mine);
    expect(await store.append({ ...mine, tenant: OTHER_TENANT })).toMatchObject({ status: "ok" });
    await store.append({ ...saying(id, exactly(1), "theirs"), tenant: OTHER_TENANT });
    expect(await wordsOf(store, id)).toEqual(["mine"]);
    const log = await store.readLog({ after: before, max: 10, tenant: OTHER_TENANT });
    expect(log.map(({ tenant, version }) => [tenant, version])).toEqual([
      [OTHER_TENANT, 1],
      [OTHER_TENANT, 2],
    ]);
  });
}
