import type { Tagged } from "@holdfast/cqrs";
import type { AppendRequest } from "@holdfast/cqrs/event-store";

import { benchEvent, personalEvent } from "./bench-event.ts";
import { type Called, callAtOnce } from "./callers.ts";
import { accepted, type KernelRival, TENANT } from "./kernel-rival.ts";

type Store = Pick<KernelRival, "store">;
export type Cell = { readonly callers: number; readonly calls: number; readonly name: string };

/** One event to a new stream with each call. */
export function appendsToNewStreams(kernel: Store, cell: Cell): Promise<Called> {
  return appends(kernel, cell, (number) => toNewStream(cell, number, benchEvent(number)));
}

/** The same with a personal note in each event. */
export function appendsOfPersonalData(kernel: Store, cell: Cell): Promise<Called> {
  return appends(kernel, cell, (number) => toNewStream(cell, number, personalEvent(number)));
}

function toNewStream({ name }: Cell, number: number, event: Tagged): Sent {
  return { streamId: `${name}-${number}`, expect: "absent", event };
}

/** One event to the same stream with each call; whoever comes is served. */
export function appendsToOneStream(kernel: Store, cell: Cell): Promise<Called> {
  return appends(kernel, cell, (number) => ({
    streamId: `${cell.name}-hot`,
    expect: "any",
    event: benchEvent(number),
  }));
}

type Sent = Pick<AppendRequest, "streamId" | "expect"> & { readonly event: Tagged };

function appends({ store }: Store, cell: Cell, sent: (number: number) => Sent): Promise<Called> {
  return callAtOnce(cell, async (number) => {
    const { streamId, expect, event } = sent(number);
    const commands = [{ commandId: `${cell.name}:${number}`, events: [event] }];
    accepted(await store.append({ tenant: TENANT, streamId, expect, commands }));
  });
}
