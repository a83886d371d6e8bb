import { type Snapshot, snapshotText } from "@holdfast/cqrs/event-store";

import type { Database } from "../database.ts";
import { fingerprintDigest } from "./encoded-append.ts";

/** Keeps the state of a stream, unless one is kept that is as new. */
export async function saveSnapshot(
  database: Database,
  schema: string,
  { snapshot, nowMs }: { readonly snapshot: Snapshot; readonly nowMs: () => number },
): Promise<void> {
  const { tenant, streamId, reducer, version, fingerprint, state } = snapshot;
  const digest = `\\x${fingerprintDigest(fingerprint)}`;
  const values = [
    tenant,
    streamId,
    reducer,
    version,
    digest,
    snapshotText(state),
    new Date(nowMs()),
  ];
  await database.query({
    name: `${schema}.save_snapshot`,
    text: `select ${schema}.save_snapshot($1, $2, $3, $4, $5, $6, $7)`,
    values,
  });
}
