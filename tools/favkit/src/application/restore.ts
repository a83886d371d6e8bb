import { createHash } from "node:crypto";

import type { ListEvent } from "../domain/events.ts";
import type { ListName } from "../domain/list-name.ts";
import { type ChangePorts, journalled } from "./change-list.ts";
import type { ListFiles, Snapshot } from "./ports.ts";

/** Puts the bytes of a backup in place of the list. `after` is `before` when they are there already. */
export async function restore(
  ports: ChangePorts & { readonly files: ListFiles },
  { list, bytes }: { readonly list: ListName; readonly bytes: Uint8Array },
): Promise<{ readonly before: Snapshot; readonly after: Snapshot }> {
  const { files } = ports;
  const before = await files.read(list);
  const current = await files.readBytes(list);
  if (current !== undefined && Buffer.compare(current, bytes) === 0)
    return { before, after: before };
  const after = await journalled(
    { ...ports, store: files },
    {
      entry: {
        list,
        command: "restore",
        events: [restored(before.seed, bytes)],
        before: before.seed,
      },
      write: () => files.restoreBytes(list, bytes, before.seed),
    },
  );
  return { before, after };
}

function restored(from: string, bytes: Uint8Array): ListEvent {
  return { type: "ListRestored", from, to: createHash("sha256").update(bytes).digest("hex") };
}
