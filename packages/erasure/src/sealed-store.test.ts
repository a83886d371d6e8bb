import { createHash } from "node:crypto";

import { canonicalJson, toJsonText } from "@holdfast/cqrs";
import { inMemoryEventStore, isAppendRefusal } from "@holdfast/cqrs/event-store";
import { eventStoreContract } from "@holdfast/cqrs/event-store/contract";
import { ERASED, sealedStore, Sealing, shred } from "@holdfast/erasure";
import { describe, expect, it } from "vitest";

import { customerPersonal } from "../examples/customers.ts";
import {
  ann,
  bob,
  customers,
  keysOver,
  logText,
  newEventId,
  openSealed,
  referBob,
  registerAnn,
  seededBytes,
  tenant,
  toAnn,
} from "../test/sealing-stage.ts";

const streamId = "customer-1";
const stream = { tenant, streamId };
const forgetSnapshots = async () => undefined;

describe("a sealed store keeps the contract of the store", () => {
  const { sealing } = openSealed();
  const log = inMemoryEventStore({ nowMs: () => 1_764_000_000_000, newEventId });
  const store = sealedStore(log, sealing);
  eventStoreContract(() => ({ store, another: () => sealedStore(log, sealing) }));
});

async function annRefersBob(answer?: () => unknown) {
  const stage = openSealed();
  const options = answer === undefined ? {} : { answer };
  const { handle } = customers(stage.store, options);
  await handle(toAnn("register", registerAnn));
  await handle(toAnn("refer", referBob));
  return stage;
}

describe("what is personal", () => {
  it("is plain for a decider and for readers, and ciphertext in the log", async () => {
    const { store, log } = await annRefersBob();
    const { events } = await store.loadStream(stream);
    expect(events).toEqual([
      {
        type: "CustomerRegistered",
        customerId: ann,
        name: "Ann Marker",
        address: { street: "1 Marker Lane", country: "CH" },
        phones: ["+41 Marker"],
      },
      {
        type: "FriendReferred",
        customerId: ann,
        customerName: "Ann Marker",
        friends: [{ friendId: bob, name: "Bob Sign" }],
      },
    ]);
    const read = await store.readStream({ ...stream, max: 10 });
    expect(read.map(({ event }) => event)).toEqual(events);
    expect((await store.readLog({ after: 1n, max: 10 }))[0]?.event).toEqual(events[1]);
    const text = await logText(log);
    expect(text).not.toMatch(/Marker|Sign/);
    const form = expect.stringMatching(/^v1\.[0-9a-f-]{36}\.[\w-]{16}\.[\w-]+$/);
    const [raw] = (await log.loadStream(stream)).events;
    expect(raw).toMatchObject({
      name: { $enc: form },
      address: { street: { $enc: form }, country: "CH" },
      phones: [{ $enc: form }],
    });
  });

  it("of an erased subject is ERASED, that of others in the same event is not", async () => {
    const { store, log, keys } = await annRefersBob();
    await shred({ tenant, subjectId: ann }, { keys, store: log, forgetSnapshots });
    const { events } = await store.loadStream(stream);
    expect(events).toMatchObject([
      {
        customerId: ann,
        name: ERASED,
        address: { street: ERASED, country: "CH" },
        phones: [ERASED],
      },
      { customerName: ERASED, friends: [{ friendId: bob, name: "Bob Sign" }] },
    ]);
    await shred({ tenant, subjectId: bob }, { keys, store: log, forgetSnapshots });
    const [, referred] = (await store.loadStream(stream)).events;
    expect(referred).toMatchObject({ friends: [{ friendId: bob, name: ERASED }] });
  });

  it("is refused about somebody who was erased; what is erased already may be written", async () => {
    const { store, log, keys } = await annRefersBob();
    await shred({ tenant, subjectId: bob }, { keys, store: log, forgetSnapshots });
    const { handle } = customers(store);
    expect(await handle(toAnn("again", referBob))).toMatchObject({
      code: "subject_erased",
      data: { path: "events[0]" },
    });
    await shred({ tenant, subjectId: ann }, { keys, store: log, forgetSnapshots });
    const carl = { ...referBob, friendId: "carl", friendName: "Carl" };
    const after = customers(store, { generation: () => keys.generation() });
    expect(await after.handle(toAnn("carl", carl))).toMatchObject({ status: "accepted" });
    const { events } = await store.loadStream(stream);
    expect(events.at(-1)).toMatchObject({ customerName: ERASED, friends: [{ name: "Carl" }] });
  });

  it("is decided about anew, once, where a state was older than an erasure nobody has told of", async () => {
    const { store, log, wrapped } = openSealed();
    // Without a generation, as a process that hears nothing.
    const { handle } = customers(store);
    await handle(toAnn("register", registerAnn));
    let nowMs = 0;
    const deafKeys = keysOver(wrapped, { nowMs: () => nowMs, seed: "deaf" });
    const randomBytes = seededBytes("deaf nonces");
    const personal = [customerPersonal];
    const deafSealing = new Sealing({ personal, keys: deafKeys, randomBytes, newEventId });
    const deaf = customers(sealedStore(log, deafSealing));
    await deaf.handle(toAnn("refer", referBob));
    const keys = keysOver(wrapped, { seed: "eraser" });
    await shred({ tenant, subjectId: ann }, { keys, store: log, forgetSnapshots });
    nowMs = 30_000;
    const carl = { ...referBob, friendId: "carl", friendName: "Carl" };
    expect(await deaf.handle(toAnn("carl", carl))).toMatchObject({ status: "accepted" });
    const [, , referred] = (await store.loadStream(stream)).events;
    expect(referred).toMatchObject({ customerName: ERASED, friends: [{ name: "Carl" }] });
    await shred({ tenant, subjectId: bob }, { keys, store: log, forgetSnapshots });
    nowMs = 60_000;
    expect(await deaf.handle(toAnn("bob", referBob))).toMatchObject({ code: "subject_erased" });
  });

  it("in streams of any length is opened, page by page", async () => {
    const { store } = openSealed();
    const event = { ...registerAnn, type: "CustomerRegistered", address: { street: "S" } };
    for (const commandId of ["a", "b"]) {
      const commands = [{ commandId, events: Array.from({ length: 900 }, () => event) }];
      await store.append({ ...stream, expect: "any", commands });
    }
    const { events } = await store.loadStream({ ...stream, after: 1 });
    expect(events).toHaveLength(1_799);
    expect(events.every((each) => "name" in each && each.name === "Ann Marker")).toBe(true);
  });
});

describe("commands", () => {
  it("sent again get their answer; another under the same id is a mismatch", async () => {
    const { store, log } = await annRefersBob(() => ({ greeting: "Dear Ann Marker" }));
    const again = await customers(store).handle(toAnn("register", registerAnn));
    expect(again).toMatchObject({ duplicate: true, answer: { greeting: "Dear Ann Marker" } });
    const other = { ...registerAnn, name: "Eve" };
    expect(await customers(store).handle(toAnn("register", other))).toMatchObject({
      code: "command_mismatch",
    });
    expect(await logText(log)).not.toContain("Marker");
    const [kept] = await log.findCommands(tenant, [
      { commandId: "register", fingerprint: "sealed" },
    ]);
    expect(
      JSON.stringify(kept, (_, each: unknown) => (typeof each === "bigint" ? "" : each)),
    ).not.toContain("Marker");
  });

  it("are not told by a hash that can be guessed, before an erasure or after", async () => {
    const { log, keys, store } = await annRefersBob();
    const guess = `${streamId}\0${canonicalJson(registerAnn)}`;
    const guesses = [guess, createHash("sha256").update(guess).digest("hex")];
    for (const fingerprint of guesses) {
      expect(
        await log.findCommands(tenant, [{ commandId: "register", fingerprint }]),
      ).toMatchObject([{ code: "command_mismatch" }]);
    }
    await shred({ tenant, subjectId: ann }, { keys, store: log, forgetSnapshots });
    // What it was compared by is gone with its key: the id still happens once.
    const eve = { ...registerAnn, name: "Eve" };
    const answers = [registerAnn, eve].map((each) =>
      customers(store).handle(toAnn("register", each)),
    );
    expect(await Promise.all(answers)).toMatchObject([{ duplicate: true }, { duplicate: true }]);
  });

  it("have an answer that dies with everybody who is in their stream", async () => {
    const { store, log, keys } = await annRefersBob(() => "Bob Sign was referred by Ann Marker");
    const again = () => customers(store).handle(toAnn("refer", referBob));
    expect(await again()).toMatchObject({ answer: "Bob Sign was referred by Ann Marker" });
    await shred({ tenant, subjectId: ann }, { keys, store: log, forgetSnapshots });
    expect(await again()).toMatchObject({ duplicate: true, answer: ERASED });
    // What the state knew of the stream counts, not only what the events say.
    const { handle } = customers(store, { answer: () => "Dear Ann Marker" });
    const carl = { ...referBob, friendId: "carl", friendName: "Carl" };
    expect(await handle(toAnn("carl", carl))).toMatchObject({ answer: ERASED });
  });

  it("that were accepted before an erasure stay accepted, whatever they are about", async () => {
    const { store, log, keys } = openSealed();
    const registered = { type: "CustomerRegistered", customerId: ann, name: "Marker" };
    const known = { commandId: "known", events: [registered], answer: "hello" };
    const request = { ...stream, expect: "any" as const, commands: [known] };
    const parts = ["c-1", "c-2"].map((id) => {
      return { streamId: id, expect: "any" as const, events: [registered] };
    });
    const all = { tenant, commandId: "all", parts };
    const first = await store.append(request);
    const firstAll = await store.appendAll(all);
    await shred({ tenant, subjectId: ann }, { keys, store: log, forgetSnapshots });
    expect(await store.append(request)).toMatchObject({
      ...first,
      status: "duplicate",
      answers: [{ answer: ERASED }],
    });
    expect(await store.appendAll(all)).toEqual({ ...firstAll, status: "duplicate" });
    const fresh = { ...known, commandId: "fresh" };
    expect(await store.append({ ...request, commands: [fresh] })).toMatchObject({
      code: "subject_erased",
      data: { path: "commands[0].events[0]", command: 0 },
    });
    expect(await store.appendAll({ ...all, commandId: "other" })).toMatchObject({
      code: "subject_erased",
      data: { path: "parts[0].events[0]" },
    });
    // Some known and some not: what was decided is void, as everywhere.
    expect(await store.append({ ...request, commands: [fresh, known] })).toMatchObject({
      code: "version_conflict",
    });
    expect(await log.readLog({ after: 4n, max: 9 })).toEqual([]);
  });

  it("to several streams are sealed and answered as one", async () => {
    const { store, log } = openSealed();
    const part = (id: string, subject: string) => ({
      streamId: id,
      expect: "absent" as const,
      events: [{ type: "CustomerRegistered", customerId: subject, name: "Marker" }],
    });
    const request = { tenant, commandId: "both", parts: [part("c-1", ann), part("c-2", bob)] };
    const answered = { ...request, answer: { hello: "Marker" } };
    const first = await store.appendAll(answered);
    if (isAppendRefusal(first)) throw new RangeError(first.sentence);
    expect(first.parts).toMatchObject([{ answer: { hello: "Marker" } }, { streamId: "c-2" }]);
    expect(await store.appendAll(answered)).toEqual({ ...first, status: "duplicate" });
    const parts = [part("c-1", bob), part("c-2", bob)];
    expect(await store.appendAll({ ...answered, parts })).toMatchObject({
      code: "command_mismatch",
    });
    expect(await logText(log)).not.toContain("Marker");
  });
});

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
