import { isUniqueViolation, type Transaction } from "@holdfast/postgres";

import { RangeMismatch } from "../../application/range-mismatch.ts";

/**
 * Throws a RangeMismatch when an operation is there under two ids, as an upstream that numbers its rows anew during a
 * load may give it. The unique index on the operations is built when the history is served already; numbers tell in a
 * tenth of its time, and most loads need not even ask (`SeenOperations`).
 */
export async function refuseTwice(tx: Transaction, table: string): Promise<void> {
  // Parallel workers would each build the whole table of groups.
  await tx.query({
    text: "set local work_mem = '256MB'; set local max_parallel_workers_per_gather = 0",
  });
  const { rows } = await tx.query<{ readonly op_hash: string }>({
    text: `with alike as (
             select level, counter, nonce from ${table} group by level, counter, nonce having count(*) > 1
           )
           select op_hash from ${table} join alike using (level, counter, nonce)
           group by level, counter, nonce, op_hash having count(*) > 1 limit 1`,
  });
  const [twice] = rows;
  if (twice !== undefined) throw new RangeMismatch(`operation ${twice.op_hash} is there twice`);
}

/** Which statement meets a row that is there twice depends on whether the keys are there already. */
export async function mismatchIfTwice<T>(written: Promise<T>): Promise<T> {
  try {
    return await written;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new RangeMismatch("two rows of the load share an id or a rank", { cause: error });
  }
}
