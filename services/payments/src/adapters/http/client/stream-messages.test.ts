import { expect, it } from "vitest";

import { messagesIn, type StreamMessage } from "./stream-messages.ts";

const STREAM = `retry: 3000

: a sign of life

event: TransferPosted
id: a
data: {"description":"Grüße: äöü"}

id:b\r
data:1\r
data:2\r
\r
id: c
data: cut o`;

/** What is read of a stream that comes in pieces of so many bytes. */
async function readIn(bytes: number): Promise<readonly StreamMessage[]> {
  const all = new TextEncoder().encode(STREAM);
  async function* pieces() {
    for (let at = 0; at < all.length; at += bytes) yield all.subarray(at, at + bytes);
  }
  return Array.fromAsync(messagesIn(pieces()));
}

it.each([1, 2, 3, 7, 1_000])("a stream is read the same in pieces of %i bytes", async (bytes) => {
  expect(await readIn(bytes)).toEqual([
    { kind: "retry", ms: 3_000 },
    { kind: "event", id: "a", data: '{"description":"Grüße: äöü"}' },
    { kind: "event", id: "b", data: "1\n2" },
  ]);
});
