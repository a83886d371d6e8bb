import type { Refusal, Tagged } from "@holdfast/cqrs";
import type { CommandHandling, CommandMessage, Handled } from "@holdfast/cqrs/handling";
import {
  type Attributes,
  context,
  type Span,
  SpanKind,
  trace,
  type Tracer,
} from "@opentelemetry/api";

import { caused } from "./caused.ts";
import { outcomeOf } from "./command-outcome.ts";
import { spanFailed } from "./span-failed.ts";
import { traceparentOf } from "./trace-parent.ts";

/** Commands that know why they are issued, each in a span of its own if there is a tracer. */
export function tracedCommands<
  Command extends Tagged,
  Event extends Tagged,
  RefusalType extends Refusal,
>(
  inner: CommandHandling<Command, Event, RefusalType>,
  tracer: Tracer | undefined,
): CommandHandling<Command, Event, RefusalType> {
  if (tracer === undefined) {
    return {
      handle: async (message) => inner.handle(caused(message)),
      handleMany: async (messages, mode) => {
        const all = messages.map((each) => caused(each));
        return inner.handleMany(all, mode);
      },
    };
  }
  return {
    handle: (message) =>
      decided(tracer, message, async (span) => {
        const handled = await inner.handle(caused(message, traceparentOf(span)));
        if (span.isRecording()) span.setAttributes(attributesOf(handled));
        return handled;
      }),
    async handleMany(messages, mode) {
      const [first] = messages;
      if (first === undefined) return inner.handleMany(messages, mode);
      return decided(tracer, first, (span) => {
        if (span.isRecording()) span.setAttribute("messaging.batch.message_count", messages.length);
        const traceparent = traceparentOf(span);
        const all = messages.map((each) => caused(each, traceparent));
        return inner.handleMany(all, mode);
      });
    },
  };
}

/** Runs the handling of a command in a span. */
async function decided<Command extends Tagged, T>(
  tracer: Tracer,
  { command, streamId, commandId }: CommandMessage<Command>,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const span = tracer.startSpan(`decide ${command.type}`, { kind: SpanKind.INTERNAL });
  if (span.isRecording()) {
    span.setAttributes({
      "holdfast.command.type": command.type,
      "messaging.system": "holdfast",
      "messaging.destination.name": categoryOf(streamId),
      "messaging.message.id": commandId,
    });
  }
  try {
    return await context.with(trace.setSpan(context.active(), span), () => work(span));
  } catch (error) {
    span.setAttribute("holdfast.command.outcome", "failed");
    spanFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

function attributesOf<Event extends Tagged, RefusalType extends Refusal>(
  handled: Handled<Event, RefusalType>,
): Attributes {
  const outcome = { "holdfast.command.outcome": outcomeOf(handled) };
  if ("code" in handled) return { ...outcome, "holdfast.rejection.code": handled.code };
  const { version, events } = handled;
  return {
    ...outcome,
    "holdfast.stream.version.before": version - events.length,
    "holdfast.stream.version.after": version,
  };
}

/** The part of a stream's id that is few, unlike the ids. */
export function categoryOf(streamId: string): string {
  const dash = streamId.indexOf("-");
  return dash === -1 ? streamId : streamId.slice(0, dash);
}
