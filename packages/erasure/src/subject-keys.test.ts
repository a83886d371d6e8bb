import {
  inMemoryWrappedKeys,
  localTenantKeys,
  subjectKeys,
  type SubjectKeysOptions,
  TenantKeyMissing,
  TenantKeyWrong,
} from "@holdfast/erasure";
import { describe, expect, it } from "vitest";

import { ann, bob, keysOver, seededBytes, tenant } from "../test/sealing-stage.ts";

const subject = { tenant, subjectId: ann };

function over(wrapped: SubjectKeysOptions["wrapped"], ...keys: readonly Uint8Array[]) {
  const tenantKeys = localTenantKeys(async () => keys, seededBytes("wrapping"));
  return subjectKeys({ wrapped, tenantKeys, randomBytes: seededBytes("keys"), nowMs: () => 0 });
}

/** A storage that counts what it is asked, and waits where it is told to. */
function counted() {
  const wrapped = inMemoryWrappedKeys();
  const asked: string[] = [];
  let gate: Promise<void> | undefined;
  const counting: SubjectKeysOptions["wrapped"] = {
    ...wrapped,
    async newest(of) {
      asked.push("newest");
      const found = await wrapped.newest(of);
      await gate;
      return found;
    },
    async find(of, keyIds) {
      asked.push(`find ${keyIds.length}`);
      return wrapped.find(of, keyIds);
    },
  };
  return { wrapped: counting, asked, hold: (until: Promise<void>) => void (gate = until) };
}

describe("keys in memory", () => {
  it("are asked for once, by however many at the same time", async () => {
    const { wrapped, asked } = counted();
    const keys = keysOver(wrapped);
    await Promise.all(Array.from({ length: 50 }, () => keys.forWriting(subject)));
    await keys.forWriting(subject);
    expect(asked).toEqual(["newest"]);
  });

  it("are no more than so many", async () => {
    const { wrapped, asked } = counted();
    const keys = keysOver(wrapped, { sizeMax: 2 });
    for (const subjectId of ["a", "b", "c", "a", "c"]) await keys.forWriting({ tenant, subjectId });
    expect(asked).toHaveLength(4);
  });

  it("that were asked for before an erasure are not kept after it", async () => {
    const { wrapped, hold } = counted();
    const keys = keysOver(wrapped);
    await keysOver(wrapped, { seed: "other" }).forWriting(subject);
    const { promise, resolve } = Promise.withResolvers<void>();
    hold(promise);
    const late = keys.forWriting(subject);
    await keys.destroy(subject);
    resolve();
    await late;
    expect(await keys.forWriting(subject)).toBeUndefined();
  });

  it("are forgotten when a look-up finds them destroyed, with all that was made of them", async () => {
    const wrapped = inMemoryWrappedKeys();
    const keys = keysOver(wrapped);
    const made = await keysOver(wrapped, { seed: "other" }).forWriting(subject);
    const keyIds = [made?.keyId ?? ""];
    await keys.forReading(tenant, keyIds);
    await keysOver(wrapped, { seed: "other" }).destroy(subject);
    const before = keys.generation();
    expect((await keys.forReading(tenant, keyIds)).get(keyIds[0] ?? "")?.key).toBeDefined();
    expect(await keys.forWriting(subject)).toBeUndefined();
    expect(keys.generation()).toBe(before + 1);
    expect((await keys.forReading(tenant, keyIds)).get(keyIds[0] ?? "")).toEqual({
      key: undefined,
    });
    expect(await keys.forWriting(subject)).toBeUndefined();
    expect(keys.generation()).toBe(before + 1);
  });

  it("do not show when they are printed", async () => {
    const key = await keysOver(inMemoryWrappedKeys()).forWriting(subject);
    const hex = key?.key.export().toString("hex") ?? "";
    expect(JSON.stringify(key)).not.toContain(hex);
    expect(hex).toHaveLength(64);
  });
});

describe("keys of tenants", () => {
  const [seven, eight] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)];

  it("that are missing make and open nothing", async () => {
    const wrapped = inMemoryWrappedKeys();
    await expect(over(wrapped).forWriting(subject)).rejects.toBeInstanceOf(TenantKeyMissing);
    const made = await over(wrapped, seven).forWriting(subject);
    const keyIds = [made?.keyId ?? ""];
    await expect(over(wrapped).forReading(tenant, keyIds)).rejects.toMatchObject({
      code: "tenant_key_missing",
    });
  });

  it("that are wrong open nothing, and one of another length is no key", async () => {
    const wrapped = inMemoryWrappedKeys();
    const made = await over(wrapped, seven).forWriting(subject);
    const keyIds = [made?.keyId ?? ""];
    for (const key of [eight, Buffer.alloc(16, 7)]) {
      await expect(over(wrapped, key).forReading(tenant, keyIds)).rejects.toBeInstanceOf(
        TenantKeyWrong,
      );
    }
  });

  it("may be changed: the older one still opens what it wrapped", async () => {
    const wrapped = inMemoryWrappedKeys();
    const made = await over(wrapped, seven).forWriting(subject);
    expect(await over(wrapped, eight, seven).forWriting(subject)).toEqual(made);
  });

  it("do not open a key in the place of another, or one that was changed", async () => {
    const wrapped = inMemoryWrappedKeys();
    await over(wrapped, seven).forWriting(subject);
    const stolen = await wrapped.newest(subject);
    const text = stolen?.wrapped ?? "";
    const swapped = { keyId: ann, subjectId: bob, version: 1, wrapped: text };
    await wrapped.add(tenant, swapped);
    const changed = { ...swapped, subjectId: "carl", wrapped: `${text.slice(0, -1)}A` };
    await wrapped.add(tenant, changed);
    await wrapped.add(tenant, { ...swapped, subjectId: "dora", wrapped: "hello" });
    for (const subjectId of [bob, "carl", "dora"]) {
      await expect(over(wrapped, seven).forWriting({ tenant, subjectId })).rejects.toMatchObject({
        code: "tenant_key_wrong",
      });
    }
  });
});
