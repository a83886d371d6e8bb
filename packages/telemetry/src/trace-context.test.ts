import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { randomHex } from "./random-hex.ts";
import { registeredTracer } from "./registered-tracer.ts";
import { childContext, formatTraceparent, traceContext } from "./trace-context.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

describe("traceContext", () => {
  it("reads the sampled flag and both ids", () => {
    expect(traceContext({ traceparent: `00-${TRACE}-${SPAN}-01` })).toEqual({
      traceId: TRACE,
      spanId: SPAN,
      isSampled: true,
    });
    expect(traceContext({ traceparent: `00-${TRACE}-${SPAN}-02` })?.isSampled).toBe(false);
  });

  it("reads a later version with more fields", () => {
    expect(traceContext({ traceparent: `cc-${TRACE}-${SPAN}-01-what` })?.traceId).toBe(TRACE);
  });

  it.each([
    undefined,
    "",
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01-more`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${"0".repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `cc-${TRACE}-${SPAN}-01what`,
    ` 00-${TRACE}-${SPAN}-01`,
  ])("finds no context in %j", (traceparent) => {
    expect(traceContext({ traceparent })).toBeUndefined();
  });

  it("reads back what is written", () => {
    const hex = (length: number) =>
      fc
        .array(fc.constantFrom(..."0123456789abcdef".split("")), {
          minLength: length,
          maxLength: length,
        })
        .map((digits) => digits.join(""))
        .filter((text) => /[^0]/.test(text));
    const contexts = fc.record({ traceId: hex(32), spanId: hex(16), isSampled: fc.boolean() });
    fc.assert(
      fc.property(contexts, (context) => {
        expect(traceContext({ traceparent: formatTraceparent(context) })).toEqual(context);
      }),
    );
  });
});

describe("childContext", () => {
  const random = (bytes: number) => "ab".repeat(bytes);

  it("stays in the caller's trace under a span of its own", () => {
    const parent = { traceId: TRACE, spanId: SPAN, isSampled: true };
    expect(childContext(parent, random)).toEqual({ ...parent, spanId: "ab".repeat(8) });
  });

  it("starts a new trace without a caller", () => {
    expect(childContext(undefined, random)).toEqual({
      traceId: "ab".repeat(16),
      spanId: "ab".repeat(8),
      isSampled: false,
    });
  });
});

describe("randomHex", () => {
  it("hands out each byte of the pool once and refills it", () => {
    let fills = 0;
    const random = randomHex((pool) => pool.fill((fills += 1)));
    expect(random(8_190)).toBe("01".repeat(8_190));
    expect(random(2)).toBe("0101");
    expect(random(2)).toBe("0202");
    expect(() => random(8_193)).toThrow(RangeError);
  });
});

describe("registeredTracer", () => {
  it("is absent when no SDK is registered", () => {
    expect(registeredTracer("http")).toBeUndefined();
  });
});
