import { inMemoryEventStore } from "@holdfast/cqrs/event-store";
import { eventStoreContract } from "@holdfast/cqrs/event-store/contract";
import { ERASED, nothingPersonal, sealedStore, Sealing, shred } from "@holdfast/erasure";
import { describe, expect, it } from "vitest";

import { customerPersonal } from "../examples/customers.ts";
import {
  ann,
  annRefersBob,
  bob,
  customers,
  forgetSnapshots,
  keysOver,
  logText,
  newEventId,
  openSealed,
  referBob,
  registerAnn,
  seededBytes,
  stream,
  streamId,
  tenant,
  toAnn,
} from "../test/sealing-stage.ts";

describe.each([
  ["nobody has said what is personal", [customerPersonal]],
  ["nothing is personal", [customerPersonal, nothingPersonal(["Said", "Sung", "Paid"])]],
])("a sealed store keeps the contract of the store where %s", (_where, personal) => {
  const { sealing } = openSealed(personal);
  const log = inMemoryEventStore({ nowMs: () => 1_764_000_000_000, newEventId });
  const store = sealedStore(log, sealing);
  eventStoreContract(() => ({ store, another: () => sealedStore(log, sealing) }));
});

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

it("no key is made where a request goes nowhere: a tenant in upper case would poison it", async () => {
  const { store, keys, log, wrapped } = openSealed();
  const upper = "ABCDEF00-0000-0000-0000-000000000001";
  const events = [{ type: "CustomerRegistered", customerId: ann, name: "Ann" }];
  const commands = [{ commandId: "a", events }];
  const refused = { code: "invalid", data: { path: "tenant" } };
  const request = { tenant: upper, streamId, expect: "any" as const, commands };
  expect(await store.append(request)).toMatchObject(refused);
  const parts = [{ streamId, expect: "any" as const, events }];
  expect(await store.appendAll({ tenant: upper, commandId: "b", parts })).toMatchObject(refused);
  const erased = await shred(
    { tenant: upper, subjectId: ann },
    { keys, store: log, forgetSnapshots },
  );
  expect(erased).toMatchObject(refused);
  for (const subjectId of [ann, "$commands"]) {
    expect(await wrapped.newest({ tenant: upper, subjectId })).toBeUndefined();
  }
});
