import type { RandomHex } from "./random-hex.ts";

/** Position in a distributed trace, as W3C Trace Context (level 1, section 3.2) writes it. */
export type TraceContext = {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits, not all zero: the span that made the call. */
  readonly spanId: string;
  readonly isSampled: boolean;
};

/** Version, trace, span and flags; neither id all zero, version ff forbidden, further fields only after version 00. */
const TRACEPARENT =
  /^(?!ff)(?!00-.{52}-)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const SAMPLED = 0x01;
const TRACE_BYTES = 16;
const SPAN_BYTES = 8;

/** The caller's context out of request headers; undefined when `traceparent` is missing or invalid. */
export function traceContext(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): TraceContext | undefined {
  const traceparent = headers["traceparent"];
  if (typeof traceparent !== "string") return undefined;
  const parts = TRACEPARENT.exec(traceparent);
  if (parts === null) return undefined;
  const [, traceId = "", spanId = "", flags = ""] = parts;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

/** A span of our own inside the caller's trace, or the first of a new, unsampled trace. */
export function childContext(parent: TraceContext | undefined, random: RandomHex): TraceContext {
  if (parent !== undefined) return { ...parent, spanId: random(SPAN_BYTES) };
  const ids = random(TRACE_BYTES + SPAN_BYTES);
  const traceId = ids.slice(0, TRACE_BYTES * 2);
  return { traceId, spanId: ids.slice(TRACE_BYTES * 2), isSampled: false };
}

/** The context as a `traceparent` (or `traceresponse`) value of version 00. */
export function formatTraceparent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? "01" : "00"}`;
}
