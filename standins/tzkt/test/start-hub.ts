import {
  startTzkt,
  type HubFault,
  type HubOptions,
  type Timers,
  type TzktOptions,
  type TzktStandIn,
} from "@holdfast/standin-tzkt";

import { HubClient } from "./hub-client.ts";

/** What a follower of delegations subscribes to. */
export const DELEGATION = { types: "delegation" };

/** A stand-in with a hub and something to tell in every block. */
export async function start(hub: HubOptions = {}, options: TzktOptions = {}): Promise<TzktStandIn> {
  return startTzkt({ rows: 50, live: { delegationsPerBlock: 4 }, hub, ...options });
}

/** One whose hub has these faults. */
export async function faulty(...faults: readonly HubFault[]): Promise<TzktStandIn> {
  return start({ faults: { faults } });
}

/** Subscribed to everything there is. */
export async function subscribed(tzkt: TzktStandIn): Promise<HubClient> {
  const client = await HubClient.connect(tzkt.url);
  await client.call("SubscribeToHead");
  await client.call("SubscribeToBlocks");
  await client.call("SubscribeToOperations", DELEGATION);
  client.messages.length = 0;
  client.frames.length = 0;
  return client;
}

/** The true rows above that level. */
export function above(tzkt: TzktStandIn, level: number): readonly unknown[] {
  return [...tzkt.truth().records()].filter((record) => record.level > level);
}

/** Timers that let time pass when the test says so. */
export class ManualTimers implements Timers {
  readonly #tasks = new Map<() => void, number>();

  every(ms: number, task: () => void): () => void {
    this.#tasks.set(task, ms);
    return () => this.#tasks.delete(task);
  }

  pass(ms: number): void {
    for (const [task, every] of this.#tasks) if (every === ms) task();
  }
}
