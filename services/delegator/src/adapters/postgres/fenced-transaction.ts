import type { Database, Transaction } from "@holdfast/postgres";

import { LeadershipLost } from "../../application/leadership-lost.ts";

/** Runs work on behalf of one epoch. */
export type Fenced = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

/**
 * Transactions that commit only while their epoch leads. The fence comes last, so that its row lock is held for the
 * length of the commit only and renewing the lease never waits for a long load.
 */
export function fencedTransactions(database: Database, schema: string, epoch: bigint): Fenced {
  const fence = {
    name: "fence",
    text: `update ${schema}.sync set leader_epoch = $1 where leader_epoch = $1`,
    values: [epoch],
  };
  return (work) =>
    database.transaction(async (tx) => {
      const result = await work(tx);
      const { rowCount } = await tx.query(fence);
      if (rowCount === 0) throw new LeadershipLost(epoch);
      return result;
    });
}
