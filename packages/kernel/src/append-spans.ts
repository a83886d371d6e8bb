import { isAppendRefusal, type PreparedAppend, readMeta } from "@holdfast/cqrs/event-store";
import type { AppendSent, BatchOutcome } from "@holdfast/postgres/event-store";
import {
  type Attributes,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  trace,
  type Tracer,
} from "@opentelemetry/api";

import { spanFailed } from "./span-failed.ts";
import { sentFrom } from "./trace-parent.ts";
import { categoryOf } from "./traced-commands.ts";

/** Group commit in traces: one span per transaction, in it one event per request. */
export function appendSpans(tracer: Tracer, nowMs: () => number): (sent: AppendSent) => void {
  return (sent) => {
    const endedMs = nowMs();
    const span = started(tracer, sent, endedMs - sent.tookMs);
    if (span.isRecording()) describe(span, sent, endedMs);
    span.end(endedMs);
  };
}

function started(tracer: Tracer, { requests }: AppendSent, startTime: number): Span {
  const category = categoryOfAll(requests);
  const name = category === undefined ? "append" : `append ${category}`;
  const kind = SpanKind.PRODUCER;
  const links = requests.flatMap(senderOf).slice(0, LINKS_MAX);
  const [sender] = links;
  if (sender === undefined || requests.length > 1) {
    return tracer.startSpan(name, { kind, startTime, links }, ROOT_CONTEXT);
  }
  const parent = trace.setSpanContext(ROOT_CONTEXT, sender.context);
  return tracer.startSpan(name, { kind, startTime }, parent);
}

function describe(span: Span, { requests, outcomes, error }: AppendSent, endedMs: number): void {
  span.setAttributes(attributesOf(requests));
  for (const [at, request] of requests.entries()) {
    span.addEvent("append", requestAttributes(request, outcomes[at]), endedMs);
  }
  if (error !== undefined) spanFailed(span, error);
}

/** Undefined if there are several. */
function categoryOfAll([first, ...more]: readonly PreparedAppend[]): string | undefined {
  const category = categoryOf(first?.streamId ?? "");
  const isShared = more.every(({ streamId }) => categoryOf(streamId) === category);
  return isShared ? category : undefined;
}

/** The default limit of OpenTelemetry's SDKs for the links of a span. */
const LINKS_MAX = 128;

function senderOf({ events: [event] }: PreparedAppend): Link[] {
  // Most metadata names no trace, and parsing it would be the dearest part.
  if (event?.meta.includes('"traceparent"') !== true) return [];
  const sender = sentFrom(readMeta(event.meta)["traceparent"]);
  return sender === undefined ? [] : [{ context: sender }];
}

function attributesOf(requests: readonly PreparedAppend[]): Attributes {
  const category = categoryOfAll(requests);
  return {
    ...(category !== undefined && { "messaging.destination.name": category }),
    "messaging.system": "holdfast",
    "messaging.operation.name": "append",
    "messaging.operation.type": "send",
    "messaging.batch.message_count": requests.reduce((sum, { events }) => sum + events.length, 0),
  };
}

function requestAttributes(
  { streamId, events, commands }: PreparedAppend,
  outcome: BatchOutcome | undefined,
): Attributes {
  const attributes: Attributes = {
    "messaging.destination.name": categoryOf(streamId),
    "holdfast.append.outcome": outcomeOf(outcome),
    "holdfast.append.events": events.length,
    "holdfast.append.commands": commands.length,
  };
  const [first] = events;
  const { correlationId } = first === undefined ? {} : readMeta(first.meta);
  if (typeof correlationId === "string") {
    attributes["messaging.message.conversation_id"] = correlationId;
  }
  if (outcome === undefined || outcome === "not_applied" || isAppendRefusal(outcome))
    return attributes;
  attributes["holdfast.stream.version.after"] = outcome.version;
  attributes["holdfast.stream.version.before"] = outcome.version - events.length;
  return attributes;
}

/** The status of what was appended, the code of what was not. */
export function outcomeOf(outcome: BatchOutcome | undefined): string {
  if (outcome === undefined) return "failed";
  if (outcome === "not_applied") return outcome;
  return isAppendRefusal(outcome) ? outcome.code : outcome.status;
}
