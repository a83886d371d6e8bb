import type { Tagged } from "@holdfast/cqrs";
import type { AppendedCommand, AppendRequest } from "@holdfast/cqrs/event-store";

import type { PROCESS_EVENT_TYPES, TimerSet } from "./process-events.ts";
import type { TimerAddress } from "./timer-store.ts";

/** What becomes of a timer by an append: it runs as told, or does not run any more. */
export type TimerChange = TimerAddress & {
  readonly set:
    | { readonly number: number; readonly dueAt: string; readonly correlationId: string }
    | undefined;
};

/** What an append to the stream of a process does to its timers, one change for each. */
export function timerChanges({
  tenant,
  streamId,
  commands,
}: Pick<AppendRequest, "tenant" | "streamId"> & {
  readonly commands: readonly Pick<AppendedCommand, "commandId" | "events" | "meta">[];
}): readonly TimerChange[] {
  const changes = new Map<string, TimerChange>();
  for (const { commandId, events, meta } of commands) {
    const { correlationId = commandId } = meta ?? {};
    for (const event of events) {
      if (isTimerSet(event)) {
        const { timer, number, dueAt } = event;
        changes.set(timer, { tenant, streamId, timer, set: { number, dueAt, correlationId } });
      } else if (isTimerOver(event)) {
        const { timer } = event;
        changes.set(timer, { tenant, streamId, timer, set: undefined });
      }
    }
  }
  return [...changes.values()];
}

function isTimerSet(event: Tagged): event is TimerSet<Tagged> {
  return event.type === ("TimerSet" satisfies (typeof PROCESS_EVENT_TYPES)[number]);
}

function isTimerOver(event: Tagged): event is Tagged & { readonly timer: string } {
  return event.type === "TimerCancelled" || event.type === "TimerFired";
}
