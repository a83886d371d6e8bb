import type { StoredEvent } from "@holdfast/cqrs/event-store";
import type { Subscription } from "@holdfast/cqrs/subscriptions";
import { presentCause } from "@holdfast/telemetry";
import { SpanStatusCode } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";

import { recordingTracer } from "../test/recording-tracer.ts";
import { tracedSubscription } from "./traced-subscription.ts";

const { signal } = new AbortController();

function stored(position: number, meta: Readonly<Record<string, unknown>> = {}): StoredEvent {
  return {
    position: BigInt(position),
    tenant: "00000000-0000-0000-0000-000000000000",
    streamId: "order-1",
    category: "order",
    version: position,
    eventId: `e-${position}`,
    schemaVersion: 1,
    event: { type: "Ordered" },
    meta: { correlationId: `flow-${position}`, ...meta },
    recordedAt: "2026-11-26T10:00:00.000Z",
  };
}

/** Hands events over as a run does. */
async function deliver(subscription: Subscription<unknown>, ...events: readonly StoredEvent[]) {
  if ("deliver" in subscription) await subscription.deliver(events, signal);
  if ("eachBatch" in subscription) await subscription.eachBatch(events, undefined, signal);
}

const place = { name: "shipping", revision: 1 };
const traceparent = `00-${"c".repeat(32)}-${"d".repeat(16)}-01`;

describe("a reaction", () => {
  it("is called with one event after another, each the cause of what follows, under an id of its own", async () => {
    const seen: unknown[] = [];
    const reaction = {
      ...place,
      async react({ eventId }: StoredEvent, { commandId }: { readonly commandId: string }) {
        await Promise.resolve();
        seen.push([eventId, commandId, presentCause()]);
      },
    };
    await deliver(tracedSubscription(reaction, undefined), stored(1), stored(2, { traceparent }));
    expect(seen).toEqual([
      ["e-1", "e-1:shipping", { correlationId: "flow-1", causationId: "e-1" }],
      ["e-2", "e-2:shipping", { correlationId: "flow-2", causationId: "e-2", traceparent }],
    ]);
    expect(presentCause()).toBeUndefined();
  });

  it("ends between two events when the run ends", async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    const react = async ({ eventId }: StoredEvent): Promise<void> => {
      seen.push(eventId);
      stop.abort(new RangeError("over"));
    };
    const subscription = tracedSubscription({ ...place, react }, undefined);
    if (!("deliver" in subscription)) throw new TypeError("a reaction is delivered to");
    const delivered = subscription.deliver([stored(1), stored(2)], stop.signal);
    await expect(delivered).rejects.toThrow("over");
    expect(seen).toEqual(["e-1"]);
  });
});

describe("a handler of batches", () => {
  it("knows the cause of a single event, and of several who they may be", async () => {
    const seen: unknown[] = [];
    const note = async (): Promise<void> => {
      const { correlationOf, ...cause } = presentCause() ?? { correlationId: "" };
      seen.push([cause, ["e-1", "e-2", "e-3"].map((id) => correlationOf?.(id))]);
    };
    for (const handler of [{ deliver: note }, { eachBatch: note }]) {
      const subscription = tracedSubscription<unknown>({ ...place, ...handler }, undefined);
      await deliver(subscription, stored(1));
      await deliver(subscription, stored(1), stored(2));
    }
    const one = [
      { correlationId: "flow-1", causationId: "e-1" },
      [undefined, undefined, undefined],
    ];
    const several = [{ correlationId: "flow-1" }, ["flow-1", "flow-2", undefined]];
    expect(seen).toEqual([one, several, one, several]);
  });

  it("is still a method of its subscription", async () => {
    const seen: string[] = [];
    const subscription: Subscription<unknown> = {
      ...place,
      async deliver() {
        seen.push(this.name);
      },
    };
    await deliver(tracedSubscription(subscription, undefined), stored(1));
    expect(seen).toEqual(["shipping"]);
  });
});

describe("the span of a handler", () => {
  it("is the child of what sent a single event, and linked once to each that sent several", async () => {
    const { tracer, spans } = recordingTracer();
    const subscription = { ...place, deliver: async (): Promise<void> => undefined };
    const traced = tracedSubscription<unknown>(subscription, tracer);
    await deliver(traced, stored(1, { traceparent }));
    await deliver(traced, stored(1, { traceparent }), stored(2, { traceparent }), stored(3));
    await deliver(traced, stored(3, { traceparent: "nonsense" }));
    const sender = "d".repeat(16);
    expect(spans.map(({ parent, links }) => [parent, links])).toEqual([
      [sender, []],
      [undefined, [sender]],
      [undefined, []],
    ]);
    expect(spans[1]?.attributes["messaging.batch.message_count"]).toBe(3);
  });

  it("tells what the handler threw, which reaches the run", async () => {
    const { tracer, spans } = recordingTracer();
    const fail = () => Promise.reject(new RangeError("broken"));
    const traced = tracedSubscription<unknown>({ ...place, deliver: fail }, tracer);
    await expect(deliver(traced, stored(1))).rejects.toThrow("broken");
    expect(spans).toMatchObject([{ name: "process shipping", status: SpanStatusCode.ERROR }]);
  });

  it("costs no attributes when it is not sampled", async () => {
    const { tracer, spans } = recordingTracer(false);
    const traced = tracedSubscription<unknown>(
      { ...place, deliver: async () => undefined },
      tracer,
    );
    await deliver(traced, stored(1));
    expect(spans).toHaveLength(1);
  });
});
