import type { Transaction } from "@holdfast/postgres";

import { changesOfReset } from "./changes-of.ts";
import { EXPORT_SESSION } from "./export-session.ts";
import { logChanges } from "./log-changes.ts";

/** Where a load puts its rows, and how far it has come. */
export type LoadTarget = {
  readonly schema: string;
  readonly delegation: string;
  readonly scopeCount: string;
  /** Emptied when a load begins. */
  readonly tables: readonly string[];
  /** The columns of `sync` that tell about the load. */
  readonly columns: { readonly mode: string; readonly head: string; readonly final: string };
  /** The function that builds the keys, unless they are there. */
  readonly buildKeys: string;
  /** The statement after which there is no load. */
  readonly reset: string;
  /** Lets the loaded history be served with everything it needs. */
  readonly complete: (tx: Transaction) => Promise<void>;
};

/** The history that is served. */
export function servedHistory(schema: string): LoadTarget {
  return {
    schema,
    delegation: "delegation",
    scopeCount: "scope_count",
    tables: ["delegation", "address", "scope_count", "backfill_range", "chunk_digest"],
    columns: { mode: "mode", head: "head_level", final: "final_level" },
    buildKeys: "build_rank_indexes",
    reset: `update ${schema}.sync set mode = 'empty', final_level = 0`,
    async complete(tx) {
      await tx.query({ text: `select ${schema}.build_search_indexes()` });
      await tx.query({ text: `update ${schema}.sync set mode = 'live'` });
    },
  };
}

/** A history that is loaded beside the served one and then takes its place. */
export function shadowHistory(schema: string): LoadTarget {
  return {
    schema,
    delegation: "shadow_delegation",
    scopeCount: "shadow_scope_count",
    // Addresses keep their numbers: both histories use the same.
    tables: ["shadow_delegation", "shadow_scope_count", "backfill_range"],
    columns: { mode: "rebuild_mode", head: "rebuild_head", final: "rebuild_final" },
    buildKeys: "build_shadow_indexes",
    reset: `update ${schema}.sync set rebuild_mode = null`,
    complete: (tx) => swap(tx, schema),
  };
}

/** Exports hold the table for as long as their client takes, and what they send has ids of the past: they are cut off. */
async function swap(tx: Transaction, schema: string): Promise<void> {
  await tx.query({
    text: `select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = $1 and datname = current_database() and usename = current_user`,
    values: [EXPORT_SESSION],
  });
  await tx.query({ text: `select ${schema}.swap_shadow()` });
  await tx.query({ text: `delete from ${schema}.chunk_digest` });
  const { rows } = await tx.query<{ readonly last: bigint; readonly level: number }>({
    text: `update ${schema}.sync
           set mode = 'live', divergence = null, rebuild_mode = null, head_level = rebuild_head,
               final_level = rebuild_final, retractions = retractions + 1, last_change = last_change + 1
           returning last_change as last, final_level as level`,
  });
  const { last = 0n, level = 0 } = rows[0] ?? {};
  await logChanges(tx, schema, { changes: [changesOfReset(level)], last: Number(last) });
}
