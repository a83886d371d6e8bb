import { AsyncLocalStorage } from "node:async_hooks";

import {
  type Attributes,
  context,
  type Context,
  type ContextManager,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  trace,
  TraceFlags,
  type Tracer,
} from "@opentelemetry/api";

/** A span as it was when it ended. */
export type RecordedSpan = {
  readonly name: string;
  readonly kind: SpanOptions["kind"];
  readonly spanContext: SpanContext;
  readonly parent: string | undefined;
  readonly links: readonly string[];
  readonly attributes: Attributes;
  readonly events: { readonly name: string; readonly attributes: unknown }[];
  status: SpanStatus["code"] | undefined;
  /** What the status says of a failure. */
  said: string | undefined;
};

/** The least an SDK is: it numbers spans and records those that are sampled. */
export function recordingTracer(isSampled = true): {
  readonly tracer: Tracer;
  readonly spans: RecordedSpan[];
} {
  const spans: RecordedSpan[] = [];
  let count = 0;
  const startSpan = (
    name: string,
    options: SpanOptions = {},
    of: Context = context.active(),
  ): Span => {
    count += 1;
    const parent = trace.getSpanContext(of);
    const recorded: RecordedSpan = {
      name,
      kind: options.kind,
      spanContext: {
        traceId: parent?.traceId ?? String(count).padStart(32, "a"),
        spanId: String(count).padStart(16, "b"),
        traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
      },
      parent: parent?.spanId,
      links: (options.links ?? []).map((link) => link.context.spanId),
      attributes: {},
      events: [],
      status: undefined,
      said: undefined,
    };
    return spanOver(recorded, isSampled, () => spans.push(recorded));
  };
  const refuse = (): never => {
    throw new TypeError("spans are started by startSpan here");
  };
  return { tracer: { startSpan, startActiveSpan: refuse }, spans };
}

function spanOver(recorded: RecordedSpan, isSampled: boolean, onEnd: () => void): Span {
  const only = (work: () => void): Span => {
    // Whoever works out what nobody keeps has not asked.
    if (!isSampled) throw new TypeError("this span is not recorded");
    work();
    return span;
  };
  const span: Span = {
    spanContext: () => recorded.spanContext,
    setAttribute: (key, value) => only(() => (recorded.attributes[key] = value)),
    setAttributes: (all) => only(() => Object.assign(recorded.attributes, all)),
    addEvent: (name, attributes) => only(() => recorded.events.push({ name, attributes })),
    addLink: () => span,
    addLinks: () => span,
    setStatus: ({ code, message }) =>
      only(() => Object.assign(recorded, { status: code, said: message })),
    updateName: () => span,
    end: onEnd,
    isRecording: () => isSampled,
    recordException: () => undefined,
  };
  return span;
}

/** Lets active spans follow the work, as an SDK does; `context.disable()` ends it. */
export function followContexts(): void {
  const active = new AsyncLocalStorage<Context>();
  const manager: ContextManager = {
    active: () => active.getStore() ?? ROOT_CONTEXT,
    with: (of, work, ...[self, ...args]) => active.run(of, () => work.apply(self, args)),
    bind: (_context, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  context.setGlobalContextManager(manager);
}
