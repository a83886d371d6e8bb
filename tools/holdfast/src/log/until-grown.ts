import { setTimeout as sleep } from "node:timers/promises";

import type { LogPlace } from "./log-place.ts";
import { readHead } from "./read-log.ts";

/** A notification may be lost; then the log is looked at after this. */
const LOOK_MS = 1_000;

/** Yields the head whenever the log has grown, until the signal aborts, which it throws. */
export async function* untilGrown(
  place: LogPlace,
  { after, signal }: { readonly after: bigint; readonly signal: AbortSignal },
): AsyncGenerator<bigint> {
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  let wake = new AbortController();
  const listening = place.database.listen(`${place.schema}_events`, {
    onNotify: () => wake.abort(),
    onListening: () => wake.abort(),
    signal: ended,
  });
  listening.catch(() => undefined);
  try {
    for (let seen = after; ;) {
      signal.throwIfAborted();
      wake = new AbortController();
      const head = await readHead(place);
      if (head > seen) {
        seen = head;
        yield head;
      } else {
        const early = AbortSignal.any([ended, wake.signal]);
        await sleep(LOOK_MS, undefined, { signal: early }).catch(() => undefined);
      }
    }
  } finally {
    over.abort();
    await listening.catch(() => undefined);
  }
}
