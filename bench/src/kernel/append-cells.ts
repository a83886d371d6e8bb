import type { AppendRequest } from "@holdfast/cqrs/event-store";

import { benchEvent } from "./bench-event.ts";
import { type Called, callAtOnce } from "./callers.ts";
import { accepted, type KernelRival, TENANT } from "./kernel-rival.ts";

type Store = Pick<KernelRival, "store">;
export type Cell = { readonly callers: number; readonly calls: number; readonly name: string };

/** One event to a new stream with each call. */
export function appendsToNewStreams(kernel: Store, cell: Cell): Promise<Called> {
  return appends(kernel, cell, (number) => ({
    streamId: `${cell.name}-${number}`,
    expect: "absent",
  }));
}

/** One event to the same stream with each call; whoever comes is served. */
export function appendsToOneStream(kernel: Store, cell: Cell): Promise<Called> {
  return appends(kernel, cell, () => ({ streamId: `${cell.name}-hot`, expect: "any" }));
}

function appends(
  { store }: Store,
  cell: Cell,
  target: (number: number) => Pick<AppendRequest, "streamId" | "expect">,
): Promise<Called> {
  return callAtOnce(cell, async (number) => {
    const commands = [{ commandId: `${cell.name}:${number}`, events: [benchEvent(number)] }];
    accepted(await store.append({ tenant: TENANT, ...target(number), commands }));
  });
}
