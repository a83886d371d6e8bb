import { subscriptionContract } from "@holdfast/cqrs/subscriptions/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { postgresSubscriptions } from "../src/event-store/index.ts";
import { openDatabase } from "../src/index.ts";
import { openSubscriptionStage, type PostgresSubscriptionStage } from "./subscription-stage.ts";

let stage: PostgresSubscriptionStage;
beforeAll(async () => {
  stage = await openSubscriptionStage();
});
afterAll(() => stage[Symbol.asyncDispose]());

describe("subscriptions in PostgreSQL", () => {
  subscriptionContract(() => stage.contract);
});

const tenant = "00000000-0000-0000-0000-000000000000";

/** Appends one event with a text of some length. */
async function speak(length: number): Promise<bigint> {
  const events = [{ type: "Said", word: "x".repeat(length) }];
  const commands = [{ commandId: crypto.randomUUID(), events }];
  const request = { tenant, streamId: "large-1", expect: "any", commands } as const;
  const outcome = await stage.contract.events.append(request);
  return "code" in outcome ? 0n : outcome.lastPosition;
}

test("a page ends before it is too large, and a single event that is too large is one", async () => {
  const first = await speak(1_000);
  for (const length of [1_000, 1_000, 9_000, 10]) await speak(length);
  const read = async (after: bigint, bytesMax: number, types?: readonly string[]) => {
    const filter = types === undefined ? {} : { types };
    const query = { after: first - 1n + after, max: 4, bytesMax, filter };
    const { events, to, head } = await stage.contract.store.readPage(query);
    const [from, last] = [events[0]?.position, events.at(-1)?.position];
    return [from, last, to, head].map((each) => (each === undefined ? each : each - first + 1n));
  };
  expect(await read(0n, 1_000_000)).toEqual([1n, 4n, 4n, 5n]);
  expect(await read(0n, 3_000)).toEqual([1n, 2n, 2n, 5n]);
  expect(await read(2n, 3_000)).toEqual([3n, 3n, 3n, 5n]);
  expect(await read(3n, 3_000)).toEqual([4n, 4n, 4n, 5n]);
  expect(await read(4n, 3_000)).toEqual([5n, 5n, 5n, 5n]);
  expect(await read(5n, 3_000)).toEqual([undefined, undefined, 5n, 5n]);
  expect(await read(0n, 3_000, ["Sung"])).toEqual([undefined, undefined, 5n, 5n]);
  expect(await read(0n, 1, ["Said"])).toEqual([1n, 1n, 1n, 5n]);
  expect(await read(0n, 0)).toEqual([1n, 1n, 1n, 5n]);
});

test("a page of many chunks holds what fits: as many events, as many bytes, whatever their sizes", async () => {
  const random = seeded(7);
  const first = await speak(1);
  // Random letters and repeated ones: what is stored as it is, and what is compressed.
  const words = Array.from({ length: 1_600 }, () => {
    if (random() > 0.02) return "y".repeat(random() * 300);
    return random() > 0.5
      ? "z".repeat(random() * 20_000)
      : Array.from({ length: random() * 5_000 }, () => random().toString(36)[5]).join("");
  });
  for (let at = 0; at < words.length; at += 800) {
    const events = words.slice(at, at + 800).map((word) => ({ type: "Said", word }));
    const commands = [{ commandId: crypto.randomUUID(), events }];
    const request = { tenant, streamId: "chunks-1", expect: "any", commands } as const;
    expect(await stage.contract.events.append(request)).toMatchObject({ status: "ok" });
  }
  const whole = await stage.contract.events.readLog({ after: first, max: words.length });
  const { rows } = await stage.admin.query<{ readonly bytes: number }>({
    text: `select octet_length(data::text) + octet_length(meta::text) as bytes
           from ledger.events where position > $1 order by events.position`,
    values: [first],
  });
  for (let times = 0; times < 60; times += 1) {
    const from = Math.floor(random() * words.length);
    const max = Math.ceil(random() * 1_700);
    const bytesMax = Math.ceil(random() ** 3 * 400_000);
    const query = { after: first + BigInt(from), max, bytesMax, filter: {} };
    let [length, bytes] = [0, 0];
    for (const row of rows.slice(from, from + max)) {
      bytes += row.bytes;
      if (length > 0 && bytes > bytesMax) break;
      length += 1;
    }
    const expected = whole.slice(from, from + length);
    const head = first + BigInt(words.length);
    const to = expected.at(-1)?.position ?? head;
    expect(await stage.contract.store.readPage(query)).toEqual({ events: expected, to, head });
  }
});

/** Numbers from 0 up to 1, the same ones each time. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test("requests see how far a subscription is, and nothing that an error may quote", async () => {
  await using app = openDatabase({ url: stage.log.server.url, applicationName: "test" });
  const { store } = stage.contract;
  await store.claim({ name: "seen", revision: 1 }, { owner: "ann", leaseMs: 1, startAfter: 7n });
  const seen = postgresSubscriptions({ database: app, schema: "ledger" });
  expect(await seen.position({ name: "seen", revision: 1 })).toBe(7n);
  for (const sql of [
    "select last_error from ledger.subscriptions",
    "update ledger.subscriptions set position = 9",
    "select * from ledger.parked",
  ]) {
    await expect(app.query({ text: sql })).rejects.toMatchObject({ code: "42501" });
  }
});
