import { openKernel } from "@holdfast/kernel";
import { withCause } from "@holdfast/telemetry";
import { context, SpanKind } from "@opentelemetry/api";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { type KernelStage, openKernelStage, react, shop, streamOf } from "./kernel-stage.ts";
import { followContexts, recordingTracer } from "./recording-tracer.ts";

let common: KernelStage;
beforeAll(async () => {
  common = await openKernelStage();
});
afterAll(() => common[Symbol.asyncDispose]());
afterEach(() => context.disable());

describe("spans", () => {
  test("a command, the transaction that appended it, and what followed from it", async () => {
    followContexts();
    const { tracer, spans } = recordingTracer();
    await using kernel = openKernel({ ...common, tracer });
    const { place, reaction } = shop(kernel, "shipping-3");
    await withCause({ correlationId: "request-8" }, () => place("order-3"));
    await react(kernel, reaction, "c");
    const [ordered] = await streamOf(kernel, "order-3");
    const decided = spans.find(({ name }) => name === "decide Order");
    expect(ordered?.meta["traceparent"]).toContain(decided?.spanContext.spanId);
    const mine = (name: string) =>
      spans.filter(
        (span) => span.name === name && span.spanContext.traceId === decided?.spanContext.traceId,
      );
    expect(mine("append order")).toMatchObject([
      {
        kind: SpanKind.PRODUCER,
        parent: decided?.spanContext.spanId,
        attributes: { "messaging.system": "holdfast", "messaging.batch.message_count": 1 },
        events: [
          {
            name: "append",
            attributes: {
              "holdfast.append.outcome": "ok",
              "holdfast.stream.version.before": 0,
              "holdfast.stream.version.after": 1,
              "messaging.message.conversation_id": "request-8",
            },
          },
        ],
      },
      { events: [{ attributes: { "holdfast.stream.version.after": 2 } }] },
    ]);
    const [processed] = mine("process shipping-3");
    expect(processed).toMatchObject({
      kind: SpanKind.CONSUMER,
      parent: decided?.spanContext.spanId,
      attributes: {
        "messaging.consumer.group.name": "shipping-3",
        "messaging.message.id": ordered?.eventId,
        "messaging.message.conversation_id": "request-8",
      },
    });
    expect(mine("decide Ship")).toMatchObject([{ parent: processed?.spanContext.spanId }]);
  });

  test("a transaction of many commands is one span with an event for each, linked to their senders", async () => {
    const { tracer, spans } = recordingTracer();
    await using kernel = openKernel({ ...common, tracer });
    const { place } = shop(kernel, "unused");
    await Promise.all(Array.from({ length: 20 }, (_, at) => place(`order-many-${at}`)));
    const appends = spans.filter(({ name }) => name === "append order");
    expect(appends.length).toBeLessThan(10);
    expect(appends.flatMap(({ events }) => events)).toHaveLength(20);
    const largest = appends.toSorted((a, b) => b.links.length - a.links.length)[0];
    expect(largest?.links.length).toBe(largest?.events.length);
    const senders = spans
      .filter(({ name }) => name === "decide Order")
      .map(({ spanContext }) => spanContext.spanId);
    expect(senders).toEqual(expect.arrayContaining([...(largest?.links ?? [])]));
  });

  test("a batch of several events is linked to what sent them", async () => {
    const { tracer, spans } = recordingTracer();
    await using kernel = openKernel({ ...common, tracer });
    const { place } = shop(kernel, "unused");
    const first = await place("order-linked-1");
    const last = await place("order-linked-2");
    if ("code" in first || "code" in last) throw new RangeError("refused");
    const stop = new AbortController();
    const got: number[] = [];
    const running = kernel.follow(
      {
        name: "counting",
        revision: 1,
        startAfter: first.position - 1n,
        eachBatch: async (events, tx) => {
          await tx.query({ text: "select 1" });
          got.push(events.length);
          stop.abort();
        },
      },
      { owner: "counting", signal: stop.signal },
    );
    await running;
    expect(got).toEqual([2]);
    const senders = spans
      .filter(({ name }) => name === "decide Order")
      .map(({ spanContext }) => spanContext.spanId);
    const processed = spans.find(({ name }) => name === "process counting");
    expect(processed).toMatchObject({ parent: undefined, links: senders });
    expect(processed?.attributes["messaging.batch.message_count"]).toBe(2);
  });
});
