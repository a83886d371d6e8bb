import type { Tagged } from "@holdfast/cqrs";
import type { StoredEvent } from "@holdfast/cqrs/event-store";
import type { CommandMessage } from "@holdfast/cqrs/handling";
import { type Cause, presentCause } from "@holdfast/telemetry";

import { CauseUnclear } from "./cause-unclear.ts";

/** A command with what is known of why it is issued; what it says itself goes before that. */
export function caused<Command extends Tagged>(
  message: CommandMessage<Command>,
  traceparent?: string,
): CommandMessage<Command> {
  const cause = presentCause();
  if (cause === undefined && traceparent === undefined) return message;
  const trace = traceparent === undefined ? {} : { traceparent };
  const { correlationOf, ...known } = cause ?? {};
  if (correlationOf === undefined)
    return { ...message, meta: { ...known, ...trace, ...message.meta } };
  const { causationId } = message.meta ?? {};
  const correlationId = causationId === undefined ? undefined : correlationOf(causationId);
  if (correlationId === undefined) throw new CauseUnclear(message.command.type);
  return { ...message, meta: { ...known, correlationId, ...trace, ...message.meta } };
}

/** Why whatever follows from some events is done. */
export function causeOf(events: readonly StoredEvent[]): Cause | undefined {
  const [first] = events;
  if (first === undefined) return undefined;
  const correlationId = correlationIn(first);
  if (events.length > 1) {
    const correlationOf = (causationId: string): string | undefined => {
      const event = events.find(({ eventId }) => eventId === causationId);
      return event === undefined ? undefined : correlationIn(event);
    };
    return { correlationId, correlationOf };
  }
  const { eventId: causationId, meta } = first;
  const { traceparent } = meta;
  return { correlationId, causationId, ...(typeof traceparent === "string" && { traceparent }) };
}

function correlationIn({ meta: { correlationId }, eventId }: StoredEvent): string {
  return typeof correlationId === "string" ? correlationId : eventId;
}
