import { randomUUID } from "node:crypto";

import { personalFields, pii, type Personal } from "@holdfast/erasure";
import { subjectKeysContract } from "@holdfast/erasure/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { postgresEraser, sealedPostgresStore, unfinishedErasures } from "../src/erasure/index.ts";
import { postgresEventStore } from "../src/event-store/index.ts";
import { type Database, openDatabase } from "../src/index.ts";
import { type ErasureStage, keysOver, openErasureStage, sealingBy } from "./erasure-stage.ts";

let stage: ErasureStage;
beforeAll(async () => {
  stage = await openErasureStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

describe("wrapped keys in PostgreSQL", () => {
  subjectKeysContract(() => ({ wrapped: stage.wrapped(), another: stage.wrapped() }));
});

type Said = { readonly type: "Said"; readonly by: string; readonly word: Personal<string> };
const personal = [personalFields<Said>({ Said: { word: pii("by") } })];

async function erasing() {
  const tenant = randomUUID();
  const keys = keysOver(stage.wrapped());
  const plain = postgresEventStore(stage);
  const sealing = sealingBy(keys, personal);
  const store = sealedPostgresStore(plain, sealing);
  const shred = postgresEraser({ ...stage, keys, store: plain });
  const say = (streamId: string, by: string, word: string) => ({
    tenant,
    streamId,
    expect: "any" as const,
    commands: [{ commandId: randomUUID(), events: [{ type: "Said", by, word }] }],
  });
  return { tenant, keys, plain, store, shred, say };
}

describe("who may do what", () => {
  it("a tenant sees its own keys, and no tenant is no key", async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const wrapped = stage.wrapped();
    for (const tenant of [one, two]) await keysOver(wrapped).forWriting({ tenant, subjectId: "a" });
    const select = { text: "select tenant_id from ledger_keys.subject_keys" };
    expect((await stage.database.query(select)).rows).toEqual([]);
    const seen = await stage.database.transaction(async (tx) => {
      await tx.query({ text: "select set_config('app.tenant_id', $1, true)", values: [one] });
      return (await tx.query(select)).rows;
    });
    expect(seen).toEqual([{ tenant_id: one }]);
  });

  it("who serves requests makes keys and no marks, and a person who was erased gets no further key", async () => {
    const tenant = randomUUID();
    const insert = (columns: string, values: string) =>
      stage.database.transaction(async (tx) => {
        await tx.query({ text: "select set_config('app.tenant_id', $1, true)", values: [tenant] });
        const names = `tenant_id, subject_id, key_version, key_id, ${columns}`;
        const text = `insert into ledger_keys.subject_keys (${names})
                      values ($1, 'a', 2, gen_random_uuid(), ${values})`;
        await tx.query({ text, values: [tenant] });
      });
    await expect(insert("destroyed_at", "now()")).rejects.toMatchObject({ code: "42501" });
    await keysOver(stage.wrapped()).destroy({ tenant, subjectId: "a" });
    await expect(insert("wrapped_key", "'x'")).rejects.toMatchObject({ code: "23001" });
  });

  it("who serves requests cannot destroy, and nobody can delete or revive", async () => {
    const tenant = randomUUID();
    await keysOver(stage.wrapped()).forWriting({ tenant, subjectId: "a" });
    const where = { values: [tenant] };
    const blank = `update ledger_keys.subject_keys set wrapped_key = null, destroyed_at = now() where tenant_id = $1`;
    await expect(stage.database.query({ text: blank, ...where })).rejects.toMatchObject({
      code: "42501",
    });
    const drop = "delete from ledger_keys.subject_keys where tenant_id = $1";
    await expect(stage.systemDatabase.query({ text: drop, ...where })).rejects.toMatchObject({
      code: "42501",
    });
    await stage.systemDatabase.query({ text: blank, ...where });
    const revive = `update ledger_keys.subject_keys set wrapped_key = 'x', destroyed_at = null where tenant_id = $1`;
    for (const database of [stage.systemDatabase, stage.admin]) {
      await expect(database.query({ text: revive, ...where })).rejects.toMatchObject({
        code: "23001",
      });
    }
  });
});

describe("an erasure", () => {
  it("leaves a row without a key, and one event that anybody may read", async () => {
    const { tenant, plain, store, shred, say } = await erasing();
    await store.append(say("talk-1", "ann", "Marker"));
    const done = await shred({ tenant, subjectId: "ann", meta: { actor: "dpo" } });
    expect(done).toMatchObject({ status: "shredded", duplicate: false });
    expect(await shred({ tenant, subjectId: "ann" })).toEqual({ ...done, duplicate: true });
    const text = `select wrapped_key, destroyed_at is not null as gone, key_id::text as "keyId"
                  from ledger_keys.subject_keys where tenant_id = $1 and subject_id = 'ann'`;
    const { rows } = await stage.systemDatabase.query<{ keyId: string }>({
      text,
      values: [tenant],
    });
    expect(rows).toMatchObject([{ wrapped_key: null, gone: true }]);
    const streamId = `erasure-${rows[0]?.keyId}`;
    expect(await plain.readStream({ tenant, streamId, max: 5 })).toMatchObject([
      { event: { type: "SubjectShredded", subjectId: "ann" }, meta: { actor: "dpo" } },
    ]);
    // Also when the memory of commands has long forgotten it.
    await stage.admin.query({
      text: "delete from ledger.commands where tenant_id = $1",
      values: [tenant],
    });
    expect(await shred({ tenant, subjectId: "ann" })).toEqual({ ...done, duplicate: true });
  });

  it("is finished by the same call, wherever it was broken off", async () => {
    for (const breaks of ["destroy", "append"]) {
      const { tenant, keys, plain, store, say } = await erasing();
      // Other tests destroy keys without telling.
      await unfinishedErasures({ ...stage, keys, store: plain })();
      await store.append(say("talk-1", "ann", "Marker"));
      const broken = (what: string) => {
        if (what === breaks) throw new RangeError("killed");
      };
      const dying = postgresEraser({
        ...stage,
        store: {
          ...plain,
          async append(request) {
            broken("append");
            return plain.append(request);
          },
        },
        keys: {
          async destroy(subject) {
            const destroyed = await keys.destroy(subject);
            broken("destroy");
            return destroyed;
          },
        },
      });
      await expect(dying({ tenant, subjectId: "ann" })).rejects.toThrow("killed");
      const again = { ...stage, keys: keysOver(stage.wrapped()), store: plain };
      const restarted = postgresEraser(again);
      // Either nobody calls again, and the next start finds it, or somebody does.
      const found = breaks === "append" ? await unfinishedErasures(again)() : 0;
      const erased = await restarted({ tenant, subjectId: "ann" });
      expect(erased).toMatchObject({ status: "shredded", duplicate: found === 1 });
      expect(found).toBe(breaks === "append" ? 1 : 0);
      expect(await unfinishedErasures(again)()).toBe(0);
      expect(await restarted({ tenant, subjectId: "ann" })).toMatchObject({ duplicate: true });
      const log = await plain.readStream({ tenant, streamId: "talk-1", max: 1 });
      expect(JSON.stringify(log[0]?.event)).not.toContain("Marker");
    }
  });

  it("is told of before anything is tidied up, and tells what was not", async () => {
    for (const [breaks, what] of Object.entries({ vacuum: "keys", select: "snapshots" })) {
      const { tenant, keys, plain, store, say } = await erasing();
      await store.append(say("talk-1", "ann", "Marker"));
      const systemDatabase: Database = {
        ...stage.systemDatabase,
        async query(statement) {
          if (statement.text.startsWith(breaks)) throw new RangeError("lock timeout");
          return stage.systemDatabase.query(statement);
        },
      };
      const shred = postgresEraser({ ...stage, systemDatabase, keys, store: plain });
      const done = await shred({ tenant, subjectId: "ann" });
      expect(done).toMatchObject({ status: "shredded", duplicate: false });
      const untidied = [{ what, why: { message: "lock timeout" } }];
      expect(done).toMatchObject({ untidied });
      const again = await postgresEraser({ ...stage, keys, store: plain })({
        tenant,
        subjectId: "ann",
      });
      expect(again).toMatchObject({ duplicate: true });
      expect(again).not.toHaveProperty("untidied");
    }
  });

  it("deletes the snapshots of the streams of the subject, and no others", async () => {
    const { tenant, store, shred, say } = await erasing();
    const key = { reducer: "talk", fingerprint: "1" };
    for (const [streamId, by] of [
      ["talk-1", "ann"],
      ["talk-2", "bob"],
    ] as const) {
      await store.append(say(streamId, by, "Marker"));
      await store.saveSnapshot({ tenant, streamId, ...key, version: 1, state: { last: "Marker" } });
    }
    const text =
      "select stream_id, state::text as state from ledger.snapshots where tenant_id = $1 order by 1";
    const kept = async () =>
      (await stage.admin.query<{ state: string }>({ text, values: [tenant] })).rows;
    expect(await kept()).toHaveLength(2);
    expect(JSON.stringify(await kept())).not.toContain("Marker");
    await shred({ tenant, subjectId: "ann" });
    expect(await kept()).toMatchObject([{ stream_id: "talk-2" }]);
    expect(await store.loadStream({ tenant, streamId: "talk-2", snapshot: key })).toMatchObject({
      snapshot: { state: { last: "Marker" } },
    });
  });

  it("has the server clear the old version of the row away", async () => {
    const { tenant, store, shred, say } = await erasing();
    await store.append(say("talk-1", "ann", "Marker"));
    // How many versions are left is the server's to say: it passes over a page that somebody is looking at.
    const text = `select vacuum_count as vacuums from pg_stat_all_tables where schemaname = 'ledger_keys' and relname = 'subject_keys'`;
    const statistics = async () => (await stage.admin.query<{ vacuums: bigint }>({ text })).rows[0];
    const before = await statistics();
    await shred({ tenant, subjectId: "ann" });
    await expect.poll(statistics).toEqual({ vacuums: (before?.vacuums ?? 0n) + 1n });
  });

  it("bad ids are refused before anything happens", async () => {
    const { tenant, shred } = await erasing();
    for (const subjectId of ["", "ann@example.org", "x".repeat(129)]) {
      const refusal = await shred({ tenant, subjectId });
      expect(refusal).toMatchObject({ code: "invalid", data: { path: "subjectId" } });
      expect(JSON.stringify(refusal)).not.toContain("example");
    }
  });
});

describe("batches with rows of the service", () => {
  it("are sealed, and an item about somebody erased is left out", async () => {
    const { tenant, plain, store, shred, say } = await erasing();
    await shred({ tenant, subjectId: "bob" });
    const rounds: string[] = [];
    const outcomes = await store.writeBatch(["ann", "bob", "carl"], async (_tx, names) => {
      rounds.push(names.join(" "));
      return names.map((name) => say(`talk-${name}`, name, "Marker"));
    });
    expect(rounds).toEqual(["ann bob carl", "ann carl"]);
    expect(outcomes).toMatchObject([
      { status: "ok", streamId: "talk-ann", answers: [{ answer: null }] },
      { code: "subject_erased" },
      { status: "ok", streamId: "talk-carl" },
    ]);
    const { events } = await plain.loadStream({ tenant, streamId: "talk-ann" });
    expect(JSON.stringify(events)).not.toContain("Marker");
    expect(await store.loadStream({ tenant, streamId: "talk-carl" })).toMatchObject({
      events: [{ word: "Marker" }],
    });
  });

  it("seal each part of an item for several streams, which is left out as a whole", async () => {
    const { tenant, plain, store, shred } = await erasing();
    const answer = { to: "Marker" };
    const pair = (commandId: string, ...names: readonly string[]) => ({
      tenant,
      commandId,
      answer,
      parts: names.map((by) => ({
        streamId: `pair-${commandId}-${by}`,
        expect: "any" as const,
        events: [{ type: "Said", by, word: "Marker" }],
      })),
    });
    const write = async (_tx: unknown, pairs: readonly string[]) =>
      pairs.map((each) => (each === "none" ? undefined : pair(each, "ann", each)));
    const known = await store.writeBatch(["bob"], write);
    await shred({ tenant, subjectId: "bob" });
    await shred({ tenant, subjectId: "dan" });
    const outcomes = await store.writeBatch(["none", "dan", "carl", "bob"], write);
    const parts = [{ answer }, { answer }];
    expect(known).toMatchObject([{ status: "ok", parts }]);
    // What was accepted before the erasure stays accepted; what was kept for it was sealed for both.
    expect(outcomes).toMatchObject([
      undefined,
      { code: "subject_erased" },
      { status: "ok", parts },
      { status: "duplicate", parts: [{ version: 1 }, { version: 1 }] },
    ]);
    expect(await store.writeBatch(["carl"], write)).toMatchObject([{ status: "duplicate", parts }]);
    const wordsIn = async (streamId: string, from: typeof store) =>
      JSON.stringify((await from.loadStream({ tenant, streamId })).events);
    expect(await wordsIn("pair-carl-carl", store)).toContain("Marker");
    expect(await wordsIn("pair-carl-carl", plain)).not.toContain("Marker");
    expect(await wordsIn("pair-carl-ann", plain)).not.toContain("Marker");
    expect(await wordsIn("pair-dan-ann", plain)).toBe("[]");
  });
});

it("keys that are away are a database that is away", async () => {
  const url = "postgres://nobody@127.0.0.1:1/nowhere";
  await using away = openDatabase({ url, applicationName: "test", holdMs: 0 });
  const wrapped = {
    ...stage.wrapped(),
    newest: () => away.read({ text: "select" }).then(() => undefined),
  };
  const keys = keysOver(wrapped);
  await expect(keys.forWriting({ tenant: randomUUID(), subjectId: "a" })).rejects.toMatchObject({
    code: "database_unavailable",
  });
});
