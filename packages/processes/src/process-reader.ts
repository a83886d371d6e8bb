import type { Tagged } from "@holdfast/cqrs";
import type { EventReader } from "@holdfast/cqrs/catalogue";

import { PROCESS_EVENT_TYPES, type ProcessEvent } from "./process-events.ts";

/** Reads the history of a process: its messages by their catalogue, the rest as it is written. */
export function processReader<
  Message extends Tagged,
  Command extends Tagged,
  Timeout extends Tagged,
>(messages: EventReader<Message>): EventReader<ProcessEvent<Message, Command, Timeout>> {
  const own = Object.fromEntries(PROCESS_EVENT_TYPES.map((type) => [type, 1]));
  const schemaVersions = { ...messages.schemaVersions, ...own };
  const isWhole = (
    versions: object,
  ): versions is EventReader<ProcessEvent<Message, Command, Timeout>>["schemaVersions"] =>
    PROCESS_EVENT_TYPES.every((type) => type in versions);
  if (!isWhole(schemaVersions)) throw new RangeError("an event of processes has no version");
  return {
    schemaVersions,
    upcast: (event, schemaVersion) => messages.upcast(event, schemaVersion),
  };
}
