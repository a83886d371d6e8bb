import { setTimeout as rest } from "node:timers/promises";

import { type Decider, refuse, type Refusal } from "@holdfast/cqrs";
import { eventCatalogue } from "@holdfast/cqrs/catalogue";
import type { StoredEvent } from "@holdfast/cqrs/event-store";
import { waitFor } from "@holdfast/cqrs/subscriptions";
import type { Kernel, KernelOptions } from "@holdfast/kernel";
import { openDatabase } from "@holdfast/postgres";
import { testDatabase } from "@holdfast/postgres/testing";

export const tenant = "00000000-0000-0000-0000-000000000000";
/** What a kernel needs of a database that a test has for itself. */
export type KernelStage = AsyncDisposable &
  Pick<KernelOptions, "database" | "systemDatabase" | "schema">;

export async function openKernelStage(): Promise<KernelStage> {
  await using held = new AsyncDisposableStack();
  const place = { service: "ledger", schema: "ledger", hasEventStore: true };
  const server = held.use(await testDatabase(place));
  const open = (url: string) => held.use(openDatabase({ url, applicationName: "test" }));
  const [database, systemDatabase] = [open(server.url), open(server.systemUrl)];
  const stop = held.move();
  return {
    database,
    systemDatabase,
    schema: "ledger",
    [Symbol.asyncDispose]: () => stop.disposeAsync(),
  };
}

type Order = { readonly type: "Order" | "Ship" };
type Event = { readonly type: "Ordered" | "Shipped" };

export const order: Decider<Order, boolean, Event, Refusal<"too_late">> = {
  initialState: () => false,
  decide: ({ type }, isShipped) =>
    isShipped
      ? refuse("too_late", "it has gone")
      : [{ type: type === "Order" ? "Ordered" : "Shipped" }],
  evolve: (isShipped, { type }) => isShipped || type === "Shipped",
};
export const catalogue = eventCatalogue<Event>({
  Ordered: [{ schema: {} }],
  Shipped: [{ schema: {} }],
});

/** The door for orders, and a reaction that ships whatever is ordered. */
export function shop(kernel: Kernel, shipping: string) {
  const orders = kernel.commands(order, { catalogue, context: () => undefined });
  const place = (streamId: string) =>
    orders.handle({ tenant, streamId, commandId: `place-${streamId}`, command: { type: "Order" } });
  const reaction = {
    name: shipping,
    revision: 1,
    filter: { types: ["Ordered"] },
    react: ({ streamId }: StoredEvent, { commandId }: { readonly commandId: string }) =>
      orders.handle({ tenant, streamId, commandId, command: { type: "Ship" } }),
  };
  return { place, reaction, orders };
}

const sleep = (ms: number, signal: AbortSignal) => rest(ms, undefined, { signal });

/** Runs a reaction until it has handled what there is. */
export async function react(
  kernel: Kernel,
  reaction: ReturnType<typeof shop>["reaction"],
  owner: string,
): Promise<void> {
  const stop = new AbortController();
  const running = kernel.follow(reaction, { owner, signal: stop.signal });
  const last = await kernel.store.append({
    tenant,
    streamId: `end-${owner}`,
    expect: "any",
    commands: [{ commandId: `end-${owner}`, events: [{ type: "Ended" }] }],
  });
  if ("code" in last) throw new RangeError(last.sentence);
  await waitFor(reaction, last.lastPosition, {
    store: kernel.subscriptions,
    timeoutMs: 10_000,
    nowMs: Date.now,
    sleep,
  });
  stop.abort();
  await running;
}

export async function streamOf(kernel: Kernel, streamId: string): Promise<readonly StoredEvent[]> {
  return kernel.store.readStream({ tenant, streamId, max: 10 });
}
