import { benchEvent } from "./bench-event.ts";
import { type Called, callAtOnce } from "./callers.ts";
import { accepted, type KernelRival, TENANT } from "./kernel-rival.ts";

export type Cell = { readonly callers: number; readonly calls: number; readonly name: string };

/** One event to a new stream with each call. */
export function appendsToNewStreams({ store }: KernelRival, cell: Cell): Promise<Called> {
  const { name } = cell;
  return callAtOnce(cell, async (number) => {
    accepted(
      await store.append({
        tenant: TENANT,
        streamId: `${name}-${number}`,
        expect: "absent",
        commands: [{ commandId: `${name}:${number}`, events: [benchEvent(number)] }],
      }),
    );
  });
}

/** One event to the same stream with each call; whoever comes is served. */
export function appendsToOneStream({ store }: KernelRival, cell: Cell): Promise<Called> {
  const { name } = cell;
  return callAtOnce(cell, async (number) => {
    accepted(
      await store.append({
        tenant: TENANT,
        streamId: `${name}-hot`,
        expect: "any",
        commands: [{ commandId: `${name}:${number}`, events: [benchEvent(number)] }],
      }),
    );
  });
}
