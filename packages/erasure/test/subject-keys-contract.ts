import { randomBytes, randomUUID } from "node:crypto";

import {
  localTenantKeys,
  type SubjectKeys,
  subjectKeys,
  type WrappedKeys,
} from "@holdfast/erasure";
import { expect, it } from "vitest";

/** Two processes over one storage of keys. */
export type KeysStage = { readonly wrapped: WrappedKeys; readonly another: WrappedKeys };

/** What every storage of wrapped keys keeps, told as tests through the keys that are made of it. */
export function subjectKeysContract(stage: () => KeysStage): void {
  findsAndMakes(stage);
  destroys(stage);
  destroysNothingElse(stage);
  remembersForAWhile(stage);
  hears(stage);
}

function fresh() {
  return { tenant: randomUUID(), subjectId: randomUUID() };
}

const tenantKeys = localTenantKeys(async () => [Buffer.alloc(32, 7)], randomBytes);

/** The keys of one process; time stands still unless the test moves it. */
function keysOver(wrapped: WrappedKeys, nowMs: () => number = () => 0): SubjectKeys {
  return subjectKeys({ wrapped, tenantKeys, randomBytes, nowMs, monotonicMs: nowMs });
}

function bytesOf(key: { readonly key: { export(): Uint8Array } } | undefined): string {
  return Buffer.from(key?.key.export() ?? []).toString("hex");
}

function findsAndMakes(stage: () => KeysStage): void {
  it("a subject has one key, whoever asks for it first", async () => {
    const subject = fresh();
    const { wrapped, another } = stage();
    const processes = [wrapped, another, wrapped, another].map((each) => keysOver(each));
    const asked = processes.flatMap((each) => [each, each, each]);
    const keys = await Promise.all(asked.map((each) => each.forWriting(subject)));
    expect(bytesOf(keys[0])).toHaveLength(64);
    expect(new Set(keys.map(bytesOf)).size).toBe(1);
    expect(new Set(keys.map((key) => key?.keyId)).size).toBe(1);
  });

  it("subjects have keys of their own, and tenants too", async () => {
    const [one, two] = [fresh(), fresh()];
    const keys = keysOver(stage().wrapped);
    const across = { tenant: two.tenant, subjectId: one.subjectId };
    const made = await Promise.all([one, two, across].map((each) => keys.forWriting(each)));
    expect(new Set(made.map(bytesOf)).size).toBe(3);
    const [first] = made;
    const elsewhere = await keys.forReading(two.tenant, [first?.keyId ?? ""]);
    expect(elsewhere.size).toBe(0);
  });

  it("keys are found by their ids, and what is not known is left out", async () => {
    const subject = fresh();
    const made = await keysOver(stage().wrapped).forWriting(subject);
    const keyId = made?.keyId ?? "";
    const found = await keysOver(stage().another).forReading(subject.tenant, [keyId, randomUUID()]);
    expect([...found.keys()]).toEqual([keyId]);
    expect(bytesOf(found.get(keyId)?.key)).toBe(bytesOf(made));
  });
}

function destroys(stage: () => KeysStage): void {
  it("what was destroyed is told from what was never there, for good", async () => {
    const subject = fresh();
    const keys = keysOver(stage().wrapped);
    const made = await keys.forWriting(subject);
    const destroyed = await keys.destroy(subject);
    expect(destroyed).toEqual({ reference: made?.keyId, keyIds: [made?.keyId], isFirst: true });
    expect(await keys.destroy(subject)).toEqual({ ...destroyed, isFirst: false });
    for (const each of [keys, keysOver(stage().another)]) {
      expect(await each.forWriting(subject)).toBeUndefined();
      const found = await each.forReading(subject.tenant, destroyed.keyIds);
      expect([...found]).toEqual([[made?.keyId, { key: undefined }]]);
    }
    const row = await stage().wrapped.newest(subject);
    expect(row).toEqual({
      ...subject,
      tenant: undefined,
      keyId: made?.keyId,
      version: 1,
      wrapped: undefined,
    });
  });

  it("somebody who never had a key never gets one after that", async () => {
    const subject = fresh();
    const keys = keysOver(stage().wrapped);
    const { reference, keyIds, isFirst } = await keys.destroy(subject);
    expect({ keyIds, isFirst }).toEqual({ keyIds: [reference], isFirst: true });
    expect(await keysOver(stage().another).forWriting(subject)).toBeUndefined();
    expect(await keysOver(stage().another).destroy(subject)).toMatchObject({
      reference,
      isFirst: false,
    });
  });
}

function destroysNothingElse(stage: () => KeysStage): void {
  it("other subjects keep theirs; the key of the commands is made anew, once", async () => {
    const [subject, other] = [fresh(), fresh()];
    const neighbour = { ...other, tenant: subject.tenant };
    const keys = keysOver(stage().wrapped);
    await keys.forWriting(subject);
    const kept = await keys.forWriting(neighbour);
    const before = await keys.forCommands(subject.tenant);
    await keys.destroy(subject);
    expect(bytesOf(await keys.forWriting(neighbour))).toBe(bytesOf(kept));
    const after = await keys.forCommands(subject.tenant);
    expect(bytesOf(after)).not.toBe(bytesOf(before));
    const found = await keys.forReading(subject.tenant, [before.keyId, after.keyId]);
    expect(found.get(before.keyId)).toEqual({ key: undefined });
    // To erase again destroys nothing more.
    await keys.destroy(subject);
    expect(bytesOf(await keys.forCommands(subject.tenant))).toBe(bytesOf(after));
  });

  it("erasing and writing at once leaves nothing that can be read", async () => {
    for (let round = 0; round < 5; round += 1) {
      const subject = fresh();
      const [writer, eraser] = [keysOver(stage().wrapped), keysOver(stage().another)];
      const [written] = await Promise.all([writer.forWriting(subject), eraser.destroy(subject)]);
      const late = keysOver(stage().another);
      expect(await late.forWriting(subject)).toBeUndefined();
      if (written === undefined) continue;
      const found = await late.forReading(subject.tenant, [written.keyId]);
      expect(found.get(written.keyId)?.key).toBeUndefined();
    }
  });
}

function remembersForAWhile(stage: () => KeysStage): void {
  it("another process reads for its time to live at most, also when it hears nothing", async () => {
    let nowMs = 0;
    const subject = fresh();
    const keys = keysOver(stage().wrapped, () => nowMs);
    const made = await keys.forWriting(subject);
    const keyIds = [made?.keyId ?? ""];
    await keys.forReading(subject.tenant, keyIds);
    await keysOver(stage().another).destroy(subject);
    nowMs = 29_999;
    expect(await keys.forWriting(subject)).toEqual(made);
    nowMs = 30_000;
    expect(await keys.forWriting(subject)).toBeUndefined();
    expect((await keys.forReading(subject.tenant, keyIds)).get(keyIds[0] ?? "")).toEqual({
      key: undefined,
    });
  });
}

function hears(stage: () => KeysStage): void {
  it("another process that follows ends at once", async () => {
    const subject = fresh();
    const { wrapped, another } = stage();
    const stop = new AbortController();
    const listening = Promise.withResolvers<void>();
    const heard = Promise.withResolvers<void>();
    let isDestroyed = false;
    const keys = keysOver({
      ...another,
      watch: (onDestroyed, signal) =>
        another.watch(() => {
          onDestroyed();
          if (isDestroyed) heard.resolve();
          else listening.resolve();
        }, signal),
    });
    const following = keys.follow(stop.signal);
    await listening.promise;
    await keys.forWriting(subject);
    const before = keys.generation();
    isDestroyed = true;
    await keysOver(wrapped).destroy(subject);
    await heard.promise;
    expect(keys.generation()).toBeGreaterThan(before);
    expect(await keys.forWriting(subject)).toBeUndefined();
    stop.abort();
    await following;
  });
}
