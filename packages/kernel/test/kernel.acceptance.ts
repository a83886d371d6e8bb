import { openKernel } from "@holdfast/kernel";
import { openMetrics, withCause } from "@holdfast/telemetry";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  catalogue,
  type KernelStage,
  openKernelStage,
  order,
  react,
  shop,
  streamOf,
  tenant,
} from "./kernel-stage.ts";

let common: KernelStage;
beforeAll(async () => {
  common = await openKernelStage();
});
afterAll(() => common[Symbol.asyncDispose]());

describe("correlation and causation", () => {
  test("a chain goes from the edge over an event to the next command, by nobody's doing", async () => {
    await using kernel = openKernel(common);
    const { place, reaction } = shop(kernel, "shipping-1");
    const edge = {
      correlationId: "request-7",
      actor: "ann",
      traceparent: `00-${"c".repeat(32)}-${"d".repeat(16)}-01`,
    };
    await withCause(edge, () => place("order-1"));
    await react(kernel, reaction, "a");
    const [ordered, shipped] = await streamOf(kernel, "order-1");
    expect(ordered?.meta).toEqual({
      ...edge,
      commandId: "place-order-1",
      causationId: "place-order-1",
    });
    expect(shipped?.meta).toEqual({
      correlationId: "request-7",
      causationId: ordered?.eventId,
      commandId: `${ordered?.eventId}:shipping-1`,
      traceparent: edge.traceparent,
    });
  });

  test("a reaction that comes twice has one effect", async () => {
    await using kernel = openKernel(common);
    const { place, reaction } = shop(kernel, "shipping-2");
    await place("order-2");
    await react(kernel, reaction, "b");
    const events = await streamOf(kernel, "order-2");
    const [first] = events;
    if (first === undefined) throw new RangeError("nothing was ordered");
    const again = await reaction.react(first, { commandId: `${first.eventId}:shipping-2` });
    expect(again).toMatchObject({ status: "accepted", duplicate: true });
    expect(await streamOf(kernel, "order-2")).toEqual(events);
  });
});

/** Finds the value of a series by its name and some of its labels. */
function valuesIn(text: string) {
  const lines = text.split("\n");
  return (name: string, ...labels: readonly string[]): number => {
    const line = lines.find(
      (each) =>
        each.startsWith(`holdfast_${name}{`) && labels.every((label) => each.includes(label)),
    );
    return Number(line?.split(" ").at(-1));
  };
}

describe("metrics", () => {
  test("tell what was appended, decided and followed, and how far the followers are", async () => {
    const metrics = openMetrics({ service: "shop" });
    await using kernel = openKernel({ ...common, metrics });
    const { place, reaction } = shop(kernel, "shipping-4");
    await place("order-4");
    await place("order-4");
    await react(kernel, reaction, "d");
    await place("order-5");
    const value = valuesIn(await metrics.render());
    expect(value("commands_total", 'command="Order"', 'outcome="accepted"')).toBe(2);
    expect(value("commands_total", 'command="Order"', 'outcome="duplicate"')).toBe(1);
    expect(value("commands_total", 'command="Ship"', 'outcome="accepted"')).toBeGreaterThan(0);
    expect(value("command_handling_duration_seconds_count", 'command="Order"')).toBe(3);
    expect(value("decide_duration_seconds_count", 'command="Order"')).toBe(3);
    for (const name of ["batch_requests", "wait_seconds", "duration_seconds"]) {
      expect(value(`append_${name}_count`)).toBeGreaterThan(2);
    }
    expect(value("append_queue_requests")).toBe(0);
    expect(value("appends_total", 'outcome="ok"')).toBeGreaterThan(2);
    expect(value("events_appended_total")).toBeGreaterThan(2);
    for (const name of ["events_total", "skipped_total", "poll_duration_seconds_count"]) {
      expect(value(`subscription_${name}`, 'subscription="shipping-4"')).toBeGreaterThan(0);
    }
    // It does not run any more, and its lag is told all the same.
    const followed = (name: string) =>
      value(`subscription_${name}`, 'subscription="shipping-4"', 'revision="1"');
    const status = await kernel.subscriptions.status(reaction);
    expect(status?.lagEvents).toBeGreaterThan(0n);
    expect(followed("lag_events")).toBe(Number(status?.lagEvents));
    expect(followed("lag_seconds")).toBeGreaterThan(0);
    expect(followed("heartbeat_age_seconds")).toBeGreaterThan(0);
    expect(followed("parked_events")).toBe(0);
    expect(followed("stopped")).toBe(0);
  });

  test("a database that is away costs the gauges of lag, not the other metrics", async () => {
    const metrics = openMetrics({ service: "shop" });
    const place = { ...common.systemDatabase, read: () => Promise.reject(new RangeError("away")) };
    await using kernel = openKernel({ ...common, systemDatabase: place, metrics });
    const stop = new AbortController();
    const running = kernel.follow(shop(kernel, "nowhere").reaction, {
      owner: "e",
      signal: stop.signal,
    });
    stop.abort();
    await running.catch(() => undefined);
    const text = await metrics.render();
    expect(text).toContain("holdfast_append_queue_requests");
    expect(text).not.toContain('subscription_lag_events{subscription="nowhere"');
  });
});

test("snapshots that cannot be taken are told, and commands go on", async () => {
  const told: string[] = [];
  await using kernel = openKernel({
    ...common,
    onError: (error, where) => told.push(`${where}: ${String(error)}`),
  });
  const codec = { encode: () => Number.NaN, decode: () => false };
  const snapshots = { reducer: "order", version: 1, every: 1, codec };
  const { handle } = kernel.commands(order, { catalogue, context: () => undefined, snapshots });
  const command = { type: "Order" } as const;
  expect(
    await handle({ tenant, streamId: "order-9", commandId: "place-9", command }),
  ).toMatchObject({ version: 1 });
  await expect
    .poll(() => told)
    .toEqual([expect.stringContaining("snapshots of order: InvalidValue")]);
});

test("reaping goes on until it is told to stop", async () => {
  const told: string[] = [];
  await using kernel = openKernel({ ...common, onError: (_, where) => told.push(where) });
  const stop = new AbortController();
  const reaping = kernel.reap(stop.signal);
  stop.abort();
  await reaping;
  expect(told).toEqual([]);
});
