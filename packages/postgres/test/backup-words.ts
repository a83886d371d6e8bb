import { setTimeout as sleep } from "node:timers/promises";

import { type AppendRequest, type EventStore, isAppendRefusal } from "@holdfast/cqrs/event-store";

/** The time of subscriptions in these tests. */
export const clock = {
  nowMs: Date.now,
  sleep: (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }),
};

/** A command under an id of its own that says words. */
export function saying(
  streamId: string,
  commandId: string,
  ...words: readonly string[]
): AppendRequest {
  const events = words.map((word) => ({ type: "Said", word }));
  const tenant = "00000000-0000-0000-0000-000000000000";
  return { tenant, streamId, expect: "any", commands: [{ commandId, events }] };
}

let count = 0;

/** Says words, whoever was first; returns the position of the last. */
export async function said(
  store: EventStore,
  streamId: string,
  ...words: readonly string[]
): Promise<bigint> {
  count += 1;
  const outcome = await store.append(saying(streamId, `said-${count}`, ...words));
  if (isAppendRefusal(outcome)) throw new RangeError(outcome.sentence);
  return outcome.lastPosition;
}
