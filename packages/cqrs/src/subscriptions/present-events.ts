import { presentEvent } from "../catalogue/present-event.ts";
import type { StoredEvent } from "../event-store/stored-event.ts";
import type { Subscription } from "./subscription.ts";

/** Events in the form that the handler knows. Throws `UnknownEvent` and `UpcastFailed`, which are about one of them. */
export function presentEvents(
  events: readonly StoredEvent[],
  { catalogue }: Pick<Subscription<unknown>, "catalogue">,
): readonly StoredEvent[] {
  if (catalogue === undefined) return events;
  return events.map((stored) => {
    const event = presentEvent(stored, catalogue);
    if (event === stored.event) return stored;
    return { ...stored, event, schemaVersion: catalogue.schemaVersions[event.type] ?? 0 };
  });
}

/** Throws for a filter by a type that the catalogue does not know: whoever waits for it would wait for ever. */
export function checkFilter({
  name,
  filter,
  catalogue,
}: Pick<Subscription<unknown>, "name" | "filter" | "catalogue">): void {
  if (catalogue === undefined) return;
  const strange = filter?.types?.find((type) => !Object.hasOwn(catalogue.schemaVersions, type));
  if (strange === undefined) return;
  throw new RangeError(`${name} asks for ${strange} events, which its catalogue does not know`);
}
