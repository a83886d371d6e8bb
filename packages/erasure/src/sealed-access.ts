import type { EventStore } from "@holdfast/cqrs/event-store";

import { SealedMemory } from "./sealed-memory.ts";
import { SealedReading } from "./sealed-reading.ts";
import { SealedWriting } from "./sealed-writing.ts";
import type { Sealing } from "./sealing.ts";

/** What reads, writes and remembers sealed values over one store; each knows what the others have seen. */
export type SealedAccess = {
  readonly reading: SealedReading;
  readonly memory: SealedMemory;
  readonly writing: SealedWriting;
};

/** Opens the access to a store whose personal data is sealed. */
export function sealedAccess(store: EventStore, sealing: Sealing): SealedAccess {
  const reading = new SealedReading(store, sealing);
  const memory = new SealedMemory(store, sealing);
  return { reading, memory, writing: new SealedWriting({ store, sealing, reading, memory }) };
}
