import type { Tagged } from "@holdfast/cqrs";
import { type EventStore, exactly, isAppendRefusal } from "@holdfast/cqrs/event-store";

import { NotTold } from "./not-told.ts";
import { type TimerChange, timerChanges } from "./timer-changes.ts";
import type { OneTimer } from "./timer-store.ts";

/** A process that is told something all the time is tried again so often. */
const TRIES_MAX = 10;

/**
 * Writes into the history of a process that somebody has cancelled a timer; false if no such timer runs there. Throws
 * `NotTold`.
 */
export async function cancelInHistory(
  store: Pick<EventStore, "append" | "loadStream">,
  { tenant, streamId, timer, number }: OneTimer,
  { actor }: { readonly actor?: string },
): Promise<boolean> {
  const commandId = `cancel:${streamId}:${number}`;
  const meta = actor === undefined ? {} : { actor };
  const commands = [{ commandId, events: [{ type: "TimerCancelled", timer }], meta }];
  for (let tries = 1; ; tries += 1) {
    const { events, version } = await store.loadStream({ tenant, streamId });
    if (setLast(events, timer)?.number !== number) return false;
    const expect = exactly(version);
    const outcome = await store.append({ tenant, streamId, expect, commands });
    if (!isAppendRefusal(outcome)) return true;
    const isOvertaken = outcome.code === "version_conflict" && tries < TRIES_MAX;
    if (!isOvertaken) throw new NotTold(streamId, outcome);
  }
}

/** How a timer runs after a whole history. */
function setLast(events: readonly Tagged[], timer: string): TimerChange["set"] {
  const all = { tenant: "", streamId: "", commands: [{ commandId: "", events }] };
  return timerChanges(all).find((change) => change.timer === timer)?.set;
}
