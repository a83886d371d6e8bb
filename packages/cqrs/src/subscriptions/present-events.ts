import { presentEvent } from "../catalogue/present-event.ts";
import type { StoredEvent } from "../event-store/stored-event.ts";
import type { Subscription } from "./subscription.ts";

/** Events in the form that the handler knows. Throws `UnknownEvent` and `UpcastFailed`, which are about one of them. */
export function presentEvents<Tx>(
  events: readonly StoredEvent[],
  { catalogue }: Subscription<Tx>,
): readonly StoredEvent[] {
  if (catalogue === undefined) return events;
  return events.map((stored) => {
    const event = presentEvent(stored, catalogue);
    if (event === stored.event) return stored;
    return { ...stored, event, schemaVersion: catalogue.schemaVersions[event.type] ?? 0 };
  });
}

/** Whoever waits for a type that no release writes would wait for ever. */
export function checkFilter<Tx>({ name, filter, catalogue }: Subscription<Tx>): void {
  if (catalogue === undefined) return;
  const strange = filter?.types?.find((type) => !Object.hasOwn(catalogue.schemaVersions, type));
  if (strange === undefined) return;
  throw new RangeError(`${name} asks for ${strange} events, which its catalogue does not know`);
}
