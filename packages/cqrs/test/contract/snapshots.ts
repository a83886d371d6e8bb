import { type EventStore, exactly, LIMITS, type Snapshot } from "@holdfast/cqrs/event-store";
import fc from "fast-check";
import { expect, it } from "vitest";

import { type ContractStage, fresh, OTHER_TENANT, saying, TENANT } from "../event-store-stage.ts";

const key = { reducer: "words", fingerprint: "1 Said:1" };

export function snapshotsContract(stage: () => ContractStage): void {
  snapshotsAreFound(stage);
  snapshotsStandBeside(stage);
  snapshotsAreReplaced(stage);
  statesAreJson(stage);
  foldsAreEqual(stage);
}

/** Writes a stream of so many words: "1", "2" and so on. */
async function counted({ store }: ContractStage, length: number): Promise<string> {
  const streamId = fresh("count");
  const words = Array.from({ length }, (_, at) => String(at + 1));
  await store.append(saying(streamId, "absent", ...words));
  return streamId;
}

function snapshot(streamId: string, version: number, more: Partial<Snapshot> = {}): Snapshot {
  return { tenant: TENANT, streamId, ...key, version, state: { upTo: version }, ...more };
}

async function loaded(store: EventStore, streamId: string, more: object = {}) {
  const { version, events, snapshot } = await store.loadStream({
    tenant: TENANT,
    streamId,
    snapshot: key,
    ...more,
  });
  const words = events.map((event) => ("word" in event ? event.word : event.type));
  return { version, words, snapshot };
}

function snapshotsAreFound(stage: () => ContractStage): void {
  it("a load begins at the snapshot, with the events after it (castore#203, ocoda#302, cookie-cutter#138)", async () => {
    const { store, another } = stage();
    const streamId = await counted(stage(), 5);
    expect(await loaded(store, streamId)).toEqual({ version: 5, words: ["1", "2", "3", "4", "5"] });
    await store.saveSnapshot(snapshot(streamId, 3));
    const expected = {
      version: 5,
      words: ["4", "5"],
      snapshot: { version: 3, state: { upTo: 3 } },
    };
    expect(await loaded(store, streamId)).toEqual(expected);
    expect(await loaded(another(), streamId)).toEqual(expected);
    await store.saveSnapshot(snapshot(streamId, 5));
    const whole = { version: 5, words: [], snapshot: { version: 5, state: { upTo: 5 } } };
    expect(await loaded(store, streamId)).toEqual(whole);
  });

  it("whoever asks for none, or is further already, gets none", async () => {
    const { store } = stage();
    const streamId = await counted(stage(), 3);
    await store.saveSnapshot(snapshot(streamId, 2));
    const all = { version: 3, words: ["1", "2", "3"] };
    expect(await loaded(store, streamId, { snapshot: undefined })).toEqual(all);
    expect(await loaded(store, streamId, { after: 2 })).toEqual({ version: 3, words: ["3"] });
    expect(await loaded(store, streamId, { after: 1 })).toMatchObject({ words: ["3"] });
  });

  it("a changed reducer passes over old snapshots in silence (castore#181)", async () => {
    const { store } = stage();
    const streamId = await counted(stage(), 3);
    await store.saveSnapshot(snapshot(streamId, 2));
    const all = { version: 3, words: ["1", "2", "3"] };
    for (const fingerprint of ["2 Said:1", "1 Said:2"]) {
      expect(await loaded(store, streamId, { snapshot: { ...key, fingerprint } })).toEqual(all);
    }
    const other = { ...key, reducer: "other" };
    expect(await loaded(store, streamId, { snapshot: other })).toEqual(all);
  });
}

function snapshotsStandBeside(stage: () => ContractStage): void {
  it("snapshots are kept beside the stream: they take no version and cause no conflict (eventually-monorepo#64)", async () => {
    const { store } = stage();
    const streamId = await counted(stage(), 3);
    await store.saveSnapshot(snapshot(streamId, 3));
    const next = await store.append(saying(streamId, exactly(3), "4"));
    expect(next).toMatchObject({ status: "ok", version: 4 });
    const events = await store.readStream({ tenant: TENANT, streamId, max: 10 });
    expect(events.map(({ version }) => version)).toEqual([1, 2, 3, 4]);
  });

  it("a snapshot that is ahead of its stream is none, and neither is that of another tenant", async () => {
    const { store } = stage();
    const streamId = await counted(stage(), 2);
    await store.saveSnapshot(snapshot(streamId, 3));
    await store.saveSnapshot(snapshot(streamId, 1, { tenant: OTHER_TENANT }));
    expect(await loaded(store, streamId)).toEqual({ version: 2, words: ["1", "2"] });
  });

  it("streams that are loaded in the same moment get each its own", async () => {
    const { store } = stage();
    const ids = await Promise.all(Array.from({ length: 10 }, () => counted(stage(), 4)));
    await Promise.all(
      ids.flatMap((id, at) => (at % 2 === 0 ? [store.saveSnapshot(snapshot(id, 3))] : [])),
    );
    const all = await Promise.all(ids.map((id) => loaded(store, id)));
    expect(all.map(({ words }) => words.length)).toEqual(ids.map((_, at) => (at % 2 ? 4 : 1)));
  });
}

function snapshotsAreReplaced(stage: () => ContractStage): void {
  it("an older state never takes the place of a newer one, a state of another reducer does", async () => {
    const { store } = stage();
    const streamId = await counted(stage(), 5);
    await store.saveSnapshot(snapshot(streamId, 4));
    await store.saveSnapshot(snapshot(streamId, 2));
    await store.saveSnapshot(snapshot(streamId, 4, { state: "late" }));
    const kept = { snapshot: { version: 4, state: { upTo: 4 } } };
    expect(await loaded(store, streamId)).toMatchObject(kept);
    const newer = { ...key, fingerprint: "2" };
    await store.saveSnapshot(snapshot(streamId, 4, { ...newer, state: "new" }));
    expect(await loaded(store, streamId, { snapshot: newer })).toMatchObject({
      snapshot: { version: 4, state: "new" },
    });
  });
}

function statesAreJson(stage: () => ContractStage): void {
  it("a state comes back as it was, bigints and all", async () => {
    const { store } = stage();
    const streamId = await counted(stage(), 1);
    const state = {
      cents: 12345678901234567890n,
      names: ["Grüße 😀", '"\\'],
      at: { "": [null, 1.5] },
    };
    await store.saveSnapshot(snapshot(streamId, 1, { state }));
    expect((await loaded(store, streamId)).snapshot?.state).toEqual(state);
  });

  it("a state that JSON would not give back is refused, with the place", async () => {
    const { store } = stage();
    const streamId = await counted(stage(), 1);
    const large = "x".repeat(LIMITS.snapshotCharactersMax);
    for (const [state, path] of [
      [{ owners: new Map() }, "owners"],
      [{ at: { last: undefined } }, "at.last"],
      [Number.NaN, ""],
      ["\0", ""],
      [large, ""],
    ] as const) {
      const saved = store.saveSnapshot(snapshot(streamId, 1, { state }));
      await expect(saved).rejects.toMatchObject({ code: "invalid_value", path });
    }
    expect(await loaded(store, streamId)).toEqual({ version: 1, words: ["1"] });
  });
}

type Total = { readonly count: number; readonly last: readonly unknown[] };

function foldsAreEqual(stage: () => ContractStage): void {
  const step = fc.record({
    words: fc.array(fc.string({ unit: "grapheme", maxLength: 3 }), { maxLength: 4 }),
    saves: fc.boolean(),
  });
  const add = ({ count, last }: Total, word: unknown): Total => ({
    count: count + 1,
    last: [...last.slice(-2), word],
  });
  const isTotal = (state: unknown): state is Total => typeof state === "object" && state !== null;

  it("the fold of all events is the fold of snapshot and tail, wherever snapshots were taken", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { store } = stage();
        const streamId = fresh("fold");
        let all: Total = { count: 0, last: [] };
        for (const { words, saves } of steps) {
          await store.append(saying(streamId, "any", ...words));
          all = words.reduce(add, all);
          if (saves && all.count > 0) {
            await store.saveSnapshot(snapshot(streamId, all.count, { state: all }));
          }
          const { snapshot: from, words: tail } = await loaded(store, streamId);
          const state = isTotal(from?.state) ? from.state : { count: 0, last: [] };
          expect(state.count).toBe(from?.version ?? 0);
          expect(tail.reduce(add, state)).toEqual(all);
        }
      }),
      { numRuns: 30 },
    );
  });
}
