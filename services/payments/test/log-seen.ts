import type { Tagged } from "@holdfast/cqrs";
import type { EventStore } from "@holdfast/cqrs/event-store";

/**
 * The log behind a service as runners of scenarios look into it: all that has happened to a tenant, in its order. Nothing
 * is put there; what is given has to be asked for.
 */
export function logSeen(eventsOf: (tenant: string) => Promise<readonly Tagged[]>): EventStore {
  const never = () =>
    Promise.reject(new RangeError("scenarios of this service are given commands"));
  return {
    append: never,
    appendAll: never,
    findCommands: never,
    saveSnapshot: never,
    readLog: never,
    readStream: async () => [],
    async loadStream({ tenant, after = 0 }) {
      const events = await eventsOf(tenant);
      return { version: events.length, events: events.slice(after), schemaVersions: [] };
    },
  };
}
