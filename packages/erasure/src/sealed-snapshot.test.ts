import { toJsonText } from "@holdfast/cqrs";
import { ERASED, sealedStore, shred } from "@holdfast/erasure";
import { describe, expect, it } from "vitest";

import {
  ann,
  annRefersBob,
  bob,
  customers,
  forgetSnapshots,
  openSealed,
  referBob,
  registerAnn,
  stream,
  tenant,
  toAnn,
} from "../test/sealing-stage.ts";

describe("snapshots", () => {
  const key = { reducer: "customer", fingerprint: "1" };
  const snapshot = { ...stream, ...key, version: 2, state: { name: "Ann Marker" } };

  it("are sealed by the keys of everybody in the stream, and are as good as none afterwards", async () => {
    const { store, log, keys } = await annRefersBob();
    await store.saveSnapshot(snapshot);
    const kept = await log.loadStream({ ...stream, snapshot: key });
    expect(JSON.stringify(kept)).not.toContain("Marker");
    expect(await store.loadStream({ ...stream, snapshot: key })).toMatchObject({
      snapshot: { version: 2, state: { name: "Ann Marker" } },
      events: [],
    });
    await shred({ tenant, subjectId: bob }, { keys, store: log, forgetSnapshots });
    const loaded = await store.loadStream({ ...stream, snapshot: key });
    expect(loaded.snapshot).toBeUndefined();
    expect(loaded.events).toHaveLength(2);
  });

  it("are not kept once somebody in the stream was erased: the state may be older than that", async () => {
    const { store, log, keys } = await annRefersBob();
    await shred({ tenant, subjectId: bob }, { keys, store: log, forgetSnapshots });
    await store.saveSnapshot(snapshot);
    expect((await log.loadStream({ ...stream, snapshot: key })).snapshot).toBeUndefined();
  });

  it("are sealed by keys that came while an older load was under way", async () => {
    const { sealing, log } = openSealed();
    const { promise: isFree, resolve: free } = Promise.withResolvers<void>();
    const { promise: isRead, resolve: read } = Promise.withResolvers<void>();
    let isHeld = false;
    const store = sealedStore(
      {
        ...log,
        async loadStream(wanted) {
          const loaded = await log.loadStream(wanted);
          if (isHeld) {
            isHeld = false;
            read();
            await isFree;
          }
          return loaded;
        },
      },
      sealing,
    );
    const append = (commandId: string, event: { readonly type: string }, answer?: string) =>
      store.append({
        ...stream,
        expect: "any",
        commands: [{ commandId, events: [event], answer }],
      });
    await append("a", { type: "Other" });
    isHeld = true;
    const loading = store.loadStream(stream);
    await isRead;
    const registered = { type: "CustomerRegistered", customerId: ann, name: "Ann Marker" };
    await append("b", registered);
    free();
    expect(await loading).toMatchObject({ version: 1 });
    await store.saveSnapshot(snapshot);
    const kept = await log.loadStream({ ...stream, snapshot: key });
    expect(kept.snapshot).toBeDefined();
    expect(JSON.stringify(kept)).not.toContain("Marker");
    await append("c", { type: "Other" }, "Dear Ann Marker");
    const sought = [{ commandId: "c", fingerprint: "sealed" }];
    expect(toJsonText(await log.findCommands(tenant, sought))).not.toContain("Marker");
  });

  it("are sealed by keys that another process has written by", async () => {
    const { sealing, log, store } = openSealed();
    const registered = { type: "CustomerRegistered", customerId: ann, name: "Ann Marker" };
    await store.append({
      ...stream,
      expect: "absent",
      commands: [{ commandId: "a", events: [{ type: "Other" }], answer: "begins" }],
    });
    const another = sealedStore(log, sealing);
    const commands = [{ commandId: "b", events: [registered] }];
    await another.append({ ...stream, expect: "any", commands });
    await store.saveSnapshot(snapshot);
    const kept = await log.loadStream({ ...stream, snapshot: key });
    expect(JSON.stringify(kept)).not.toContain("Marker");
  });

  it("of a stream without personal data are kept as they are", async () => {
    const { store, log } = openSealed();
    const commands = [{ commandId: "a", events: [{ type: "Other" }, { type: "Other" }] }];
    await store.append({ ...stream, expect: "any", commands });
    await store.saveSnapshot({ ...snapshot, state: { count: 2 } });
    expect(await log.loadStream({ ...stream, snapshot: key })).toMatchObject({
      snapshot: { state: { count: 2 } },
    });
  });

  it("are taken and read by a decider, whose states are forgotten with an erasure", async () => {
    const { store, log, keys } = openSealed();
    const options = {
      snapshots: { reducer: "customer", version: 1, every: 1 },
      generation: () => keys.generation(),
    };
    const { handle } = customers(store, options);
    await handle(toAnn("register", registerAnn));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    await shred({ tenant, subjectId: ann }, { keys, store: log, forgetSnapshots });
    expect(await handle(toAnn("refer", referBob))).toMatchObject({ status: "accepted" });
    const [, referred] = (await store.loadStream(stream)).events;
    expect(referred).toMatchObject({ customerName: ERASED });
  });
});
