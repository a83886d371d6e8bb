import type { StoredEvent } from "@holdfast/cqrs/event-store";

import type { StoreClock } from "./store-clock.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
/** The log remembers commands for 35 days; with room for clocks that differ. */
const REMEMBERED_MS = 34 * DAY_MS;

/** Whether the log may have forgotten the commands that an event led to. */
export function isLongAgo(
  { recordedAt }: Pick<StoredEvent, "recordedAt">,
  clock: StoreClock,
): boolean {
  return clock.now().getTime() - Date.parse(recordedAt) >= REMEMBERED_MS;
}
