import { randomBytes } from "node:crypto";

import { type Span, type SpanContext, trace, TraceFlags, type Tracer } from "@opentelemetry/api";

/** How a line begins that tells of a span. */
const SPAN = '{"span":';

/** A span that tells all it was told when it ends. */
class PrintedSpan implements Span {
  readonly #told: unknown[];
  readonly #context: SpanContext = {
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
    traceFlags: TraceFlags.SAMPLED,
  };

  constructor(...told: readonly unknown[]) {
    this.#told = [...told];
  }

  #tell(...told: readonly unknown[]): this {
    this.#told.push(...told);
    return this;
  }

  spanContext(): SpanContext {
    return this.#context;
  }
  setAttribute(...told: readonly unknown[]): this {
    return this.#tell(...told);
  }
  setAttributes(told: unknown): this {
    return this.#tell(told);
  }
  addEvent(...told: readonly unknown[]): this {
    return this.#tell(...told);
  }
  addLink(told: unknown): this {
    return this.#tell(told);
  }
  addLinks(told: unknown): this {
    return this.#tell(told);
  }
  setStatus(told: unknown): this {
    return this.#tell(told);
  }
  updateName(told: string): this {
    return this.#tell(told);
  }
  recordException(told: unknown): void {
    this.#tell(told instanceof Error ? `${told.stack} ${JSON.stringify(told)}` : told);
  }
  isRecording(): boolean {
    return true;
  }
  end(): void {
    process.stdout.write(`${SPAN}${JSON.stringify(this.#told)}}\n`);
  }
}

const tracer: Tracer = {
  startSpan: (name, options) => new PrintedSpan(name, options),
  // As in the interface, with the work last of two to four arguments.
  startActiveSpan(name: string, ...more: readonly unknown[]) {
    const work = more.at(-1);
    if (typeof work !== "function") throw new TypeError(`${name} has no work`);
    return work(new PrintedSpan(name, ...more.slice(0, -1)));
  },
};

trace.setGlobalTracerProvider({ getTracer: () => tracer });
