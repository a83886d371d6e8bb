import type { StoredEvent } from "@holdfast/cqrs/event-store";
import { SealBroken, KeyUnknown } from "@holdfast/erasure";
import { describe, expect, it } from "vitest";

import { ann, openSealed, tenant } from "../test/sealing-stage.ts";
import { isFields } from "./is-fields.ts";
import { openSeal, parseSeal } from "./seal-text.ts";

const stream = { tenant, streamId: "customer-1" };
const registered = {
  type: "CustomerRegistered",
  customerId: ann,
  name: "Ann",
  address: { street: "Lane" },
  phones: ["1"],
};

async function stored() {
  const stage = openSealed();
  const commands = [
    { commandId: "a", events: [registered], schemaVersions: { CustomerRegistered: 3 } },
  ];
  await stage.store.append({ ...stream, expect: "any", commands });
  const [event] = await stage.log.readStream({ ...stream, max: 1 });
  if (event === undefined) throw new RangeError("nothing was stored");
  return { ...stage, event };
}

function sealedName({ event }: StoredEvent): string {
  const name = "name" in event ? event.name : undefined;
  return isFields(name) ? String(name["$enc"]) : "";
}

function withName(stored: StoredEvent, text: string): StoredEvent {
  const name = { $enc: text };
  const event = { ...stored.event, name };
  return { ...stored, event };
}

describe("a sealed field", () => {
  it("is bound to tenant|streamId|eventId|fieldPath|schemaVersion by the key of its subject", async () => {
    const { event, keys } = await stored();
    const seal = parseSeal(sealedName(event));
    const key = await keys.forWriting({ tenant, subjectId: ann });
    if (seal === undefined || key === undefined) throw new RangeError("it is not sealed");
    expect(seal.keyId).toBe(key.keyId);
    const place = `${tenant}|customer-1|${event.eventId}|name|3`;
    expect(openSeal(seal, key.key, place)).toBe('"Ann"');
  });

  it("opens nowhere else", async () => {
    const { event, sealing } = await stored();
    expect((await sealing.open([event]))[0]?.event).toEqual(registered);
    const { address } = { address: {}, ...event.event };
    const elsewhere: readonly StoredEvent[] = [
      { ...event, tenant: "00000000-0000-0000-0000-000000000002" },
      { ...event, streamId: "customer-2" },
      { ...event, eventId: "00000000-0000-7000-8000-00000000ffff" },
      { ...event, schemaVersion: 2 },
      {
        ...event,
        event: { ...event.event, ...(isFields(address) && { name: address["street"] }) },
      },
    ];
    for (const each of elsewhere) {
      await expect(sealing.open([each])).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:seal_broken|key_unknown)$/),
      });
    }
  });

  it("does not open with any of its characters changed, and says where", async () => {
    const { event, sealing } = await stored();
    const text = sealedName(event);
    for (let at = 0; at < text.length; at += 1) {
      const other = text.charAt(at) === "A" ? "B" : "A";
      const changed = withName(event, text.slice(0, at) + other + text.slice(at + 1));
      const error = await sealing.open([changed]).catch((reason: unknown) => reason);
      expect(error instanceof SealBroken || error instanceof KeyUnknown).toBe(true);
    }
    await expect(sealing.open([withName(event, `${text}A`)])).rejects.toThrow(
      "version 1 of customer-1 at name holds a sealed value that does not open",
    );
  });

  it.each(["", "v1", "v2.a.b.c", "hello", "v1.....", `v1.${ann}.AAAAAAAAAAAAAAAA.`])(
    "that was not written here is broken: %j",
    async (text) => {
      const { event, sealing } = await stored();
      await expect(sealing.open([withName(event, text)])).rejects.toBeInstanceOf(SealBroken);
    },
  );

  it("whose key nobody knows is told from one whose key was destroyed", async () => {
    const { event, sealing } = await stored();
    const text = sealedName(event).replace(/^v1\.[^.]+/, `v1.${ann}`);
    await expect(sealing.open([withName(event, text)])).rejects.toMatchObject({
      code: "key_unknown",
    });
  });

  it("has a nonce of its own each time", async () => {
    const { store, log } = openSealed();
    const commands = [{ commandId: "a", events: [registered, registered] }];
    await store.append({ ...stream, expect: "any", commands });
    const [one, two] = (await log.readStream({ ...stream, max: 2 })).map(sealedName);
    expect(parseSeal(one ?? "")?.nonce).not.toEqual(parseSeal(two ?? "")?.nonce);
  });
});

const bad: readonly (readonly [string, object, string, string])[] = [
  ["a subject that is missing", { customerId: undefined }, "customerId", "is missing"],
  ["an empty subject", { customerId: "" }, "customerId", "is empty"],
  ["a subject that is no text", { customerId: 5 }, "customerId", "is no text"],
  ["a subject that is null", { customerId: null }, "customerId", "is no text"],
  ["a subject that is too long", { customerId: "x".repeat(129) }, "customerId", "longer than 128"],
  ["a subject that is an address", { customerId: "ann@example.org" }, "customerId", "no opaque id"],
  ["a subject that is a name", { customerId: "Ann Marker" }, "customerId", "no opaque id"],
  ["a value that is no JSON", { name: Number.NaN }, "name", "is no JSON number"],
  ["a value with a part that is none", { name: { a: [new Date(0)] } }, "name.a[0]", "a class"],
  ["a text in the place of an object", { address: "1 Lane" }, "address", "is no object, as its"],
  ["a list in the place of an object", { address: ["1 Lane"] }, "address", "is no object, as its"],
  ["a text in the place of a list", { phones: "+41" }, "phones", "is no list, as its mark"],
  [
    "an object in the place of a list",
    { phones: { a: "+41" } },
    "phones",
    "is no list, as its mark",
  ],
  ["a NUL character", { phones: ["1", "a\0"] }, "phones[1]", "NUL"],
  ["what looks sealed", { name: { $enc: "x" } }, "name", "read back as a sealed"],
  [
    "what looks sealed in a field that is not personal",
    { more: [{ $enc: "x" }] },
    "more[0]",
    "sealed",
  ],
  ["a value without an end", { address: { street: deep() } }, "address.street", "nested deeper"],
];

function deep(): object {
  let value: object = {};
  for (let level = 0; level < 100; level += 1) value = { value };
  return value;
}

describe("what cannot be sealed", () => {
  it.each(bad)(
    "%s is refused with its place, and nothing is quoted",
    async (_, fields, path, reason) => {
      const { store, log } = openSealed();
      const events = [registered, { ...registered, ...fields }];
      const outcome = await store.append({
        ...stream,
        expect: "any",
        commands: [{ commandId: "a", events }],
      });
      expect(outcome).toMatchObject({ code: "invalid", sentence: expect.stringContaining(reason) });
      const at = "code" in outcome && outcome.code === "invalid" ? outcome.data.path : "";
      expect(at.startsWith(`commands[0].events[1].${path}`)).toBe(true);
      expect(JSON.stringify(outcome)).not.toMatch(/example\.org|Ann Marker/);
      expect(await log.readLog({ after: 0n, max: 1 })).toEqual([]);
    },
  );

  it("an answer that looks sealed is refused, and one that is no JSON", async () => {
    const { store } = openSealed();
    for (const answer of [{ $enc: "v1" }, { at: Number.NaN }]) {
      const commands = [{ commandId: "a", events: [], answer }];
      const outcome = await store.append({ ...stream, expect: "any", commands });
      expect(outcome).toMatchObject({
        code: "invalid",
        data: { path: expect.stringMatching(/^commands\[0\]\.answer/) },
      });
    }
  });
});
