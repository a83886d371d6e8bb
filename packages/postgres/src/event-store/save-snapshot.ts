import { type Snapshot, snapshotText } from "@holdfast/cqrs/event-store";

import type { Database } from "../database.ts";
import { sha256 } from "./batch-arguments.ts";

/** Keeps the state of a stream, unless one is kept that is as new. */
export async function saveSnapshot(
  database: Database,
  schema: string,
  { snapshot, nowMs }: { readonly snapshot: Snapshot; readonly nowMs: () => number },
): Promise<void> {
  const { tenant, streamId, reducer, version, fingerprint, state } = snapshot;
  const values = [
    tenant,
    streamId,
    reducer,
    version,
    Buffer.from(sha256(fingerprint), "latin1"),
    snapshotText(state),
    new Date(nowMs()),
  ];
  await database.query({
    name: `${schema}.save_snapshot`,
    text: `select ${schema}.save_snapshot($1, $2, $3, $4, $5, $6, $7)`,
    values,
  });
}
