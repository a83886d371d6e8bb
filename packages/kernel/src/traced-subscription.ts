import type { StoredEvent } from "@holdfast/cqrs/event-store";
import type { Deliver, EachBatch, Subscription } from "@holdfast/cqrs/subscriptions";
import { withCause } from "@holdfast/telemetry";
import {
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  trace,
  type Tracer,
} from "@opentelemetry/api";

import { causeOf } from "./caused.ts";
import { spanFailed } from "./span-failed.ts";
import { sentFrom, traceparentOf } from "./trace-parent.ts";

/** What a reaction to one event is given besides it. */
export type Reacting = {
  /** Makes a command that follows from the event happen once, however often it comes: one command id per reaction. */
  readonly commandId: string;
  readonly signal: AbortSignal;
};

/** Handles events one by one, at least once each; commands it issues follow from the event. */
export type Reaction = Omit<
  Extract<Subscription<unknown>, { readonly deliver: unknown }>,
  "deliver"
> & {
  readonly react: (event: StoredEvent, reacting: Reacting) => Promise<unknown>;
};

/** A subscription whose handler knows which events it follows from, in a span per call. */
export function tracedSubscription<Tx>(
  followed: Subscription<Tx> | Reaction,
  tracer: Tracer | undefined,
): Subscription<Tx> {
  const { name } = followed;
  const within = async (
    events: readonly StoredEvent[],
    work: () => Promise<unknown>,
  ): Promise<void> => {
    if (tracer === undefined) await because(events, undefined, work);
    else
      await processed(tracer, { name, events }, (span) =>
        because(events, traceparentOf(span), work),
      );
  };
  // Called as methods, since a handler may look at its own subscription.
  if ("react" in followed) {
    return {
      ...followed,
      async deliver(events, signal) {
        for (const event of events) {
          signal.throwIfAborted();
          const commandId = `${event.eventId}:${name}`;
          await within([event], () => followed.react(event, { commandId, signal }));
        }
      },
    };
  }
  if ("deliver" in followed) {
    const deliver: Deliver = (events, signal) =>
      within(events, () => followed.deliver(events, signal));
    return { ...followed, deliver };
  }
  if ("eachSpan" in followed) return followed;
  const eachBatch: EachBatch<Tx> = (events, tx, signal) =>
    within(events, () => followed.eachBatch(events, tx, signal));
  return { ...followed, eachBatch };
}

function because(
  events: readonly StoredEvent[],
  traceparent: string | undefined,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const cause = causeOf(events);
  if (cause === undefined) return work();
  return withCause(traceparent === undefined ? cause : { ...cause, traceparent }, work);
}

type Processed = { readonly name: string; readonly events: readonly StoredEvent[] };

/** Runs the handling of some events in a span: the child of what sent a single event, linked to what sent several. */
async function processed(
  tracer: Tracer,
  { name, events }: Processed,
  work: (span: Span) => Promise<unknown>,
): Promise<void> {
  const senders = sendersOf(events);
  const [sender] = senders;
  const isOne = events.length === 1 && sender !== undefined;
  const parent = isOne ? trace.setSpanContext(ROOT_CONTEXT, sender.context) : ROOT_CONTEXT;
  const options: SpanOptions = { kind: SpanKind.CONSUMER, ...(!isOne && { links: senders }) };
  const span = tracer.startSpan(`process ${name}`, options, parent);
  if (span.isRecording()) span.setAttributes(attributesOf(name, events));
  try {
    await context.with(trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    spanFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** The default limit of OpenTelemetry's SDKs for the links of a span. */
const LINKS_MAX = 128;

function sendersOf(events: readonly StoredEvent[]): Link[] {
  const seen = new Set<unknown>();
  const links: Link[] = [];
  for (const { meta } of events) {
    const { traceparent } = meta;
    if (links.length === LINKS_MAX || seen.has(traceparent)) continue;
    seen.add(traceparent);
    const sender = sentFrom(traceparent);
    if (sender !== undefined) links.push({ context: sender });
  }
  return links;
}

function attributesOf(name: string, events: readonly StoredEvent[]) {
  const shared = {
    "messaging.system": "holdfast",
    "messaging.operation.name": "process",
    "messaging.operation.type": "process",
    "messaging.consumer.group.name": name,
    "messaging.batch.message_count": events.length,
  };
  const [event] = events;
  if (event === undefined || events.length > 1) return shared;
  const { correlationId } = event.meta;
  return {
    ...shared,
    "messaging.destination.name": event.category,
    "messaging.message.id": event.eventId,
    ...(typeof correlationId === "string" && {
      "messaging.message.conversation_id": correlationId,
    }),
  };
}
