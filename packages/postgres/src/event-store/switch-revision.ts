import {
  type RevisionChange,
  SWITCH_WAIT_MS,
  type SwitchOutcome,
} from "@holdfast/cqrs/subscriptions";

import type { Database } from "../database.ts";
import type { Transaction } from "../transaction.ts";

const LOOK_MS = 10;

type Row = { readonly status: string; readonly position: bigint };

/** Waits with the older revision held still, so that the newer one catches up with it for certain. */
export function switchRevision(
  database: Database,
  schema: string,
  {
    change: { name, from, to, waitMs = SWITCH_WAIT_MS },
    work,
  }: { readonly change: RevisionChange; readonly work: (tx: Transaction) => Promise<void> },
): Promise<SwitchOutcome> {
  const look = async (tx: Transaction, revision: number, lock = ""): Promise<Row | undefined> => {
    const text = `select status, position from ${schema}.subscriptions
                  where (name, revision) = ($1, $2) ${lock}`;
    return (await tx.query<Row>({ text, values: [name, revision] })).rows[0];
  };
  return database.transaction(async (tx) => {
    const older = await look(tx, from, "for update");
    if (older?.status === "retired") return "retired";
    const target = older?.position ?? 0n;
    let newer = await look(tx, to);
    for (let leftMs = waitMs; leftMs > 0 && !isThere(newer, target); leftMs -= LOOK_MS) {
      // By the server: a session that waits there is not idle, which would have a limit of its own.
      await tx.query({ text: `select pg_sleep(${LOOK_MS / 1_000})` });
      newer = await look(tx, to);
    }
    if (!isThere(newer, target) || !isThere(await look(tx, to, "for update"), target)) {
      return "behind";
    }
    await work(tx);
    // Those in between were begun and given up.
    const text = `update ${schema}.subscriptions set status = 'retired', owner = null
                  where name = $1 and (revision = $2 or revision > $2 and revision < $3)`;
    await tx.query({ text, values: [name, from, to] });
    return "switched";
  });
}

function isThere(row: Row | undefined, position: bigint): boolean {
  return row !== undefined && row.status === "running" && row.position >= position;
}
