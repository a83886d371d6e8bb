import { ProxyTracerProvider, trace, type Tracer } from "@opentelemetry/api";

/**
 * The tracer of the OpenTelemetry SDK, or undefined when none is registered, so that a caller can
 * skip all tracing work. The SDK is loaded with `--import`, before the program; ask at start.
 */
export function registeredTracer(name: string): Tracer | undefined {
  const provider = trace.getTracerProvider();
  // Without an SDK the global provider is a proxy that has nobody to pass the question on to.
  if (!(provider instanceof ProxyTracerProvider)) return provider.getTracer(name);
  return provider.getDelegateTracer(name);
}
