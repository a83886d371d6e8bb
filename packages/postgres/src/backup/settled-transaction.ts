import type { Database } from "../database.ts";
import type { TransactionOptions } from "../transaction-options.ts";
import type { Transaction } from "../transaction.ts";

/** A transaction that is over only when its work is: after an abort too, nothing writes a file behind one's back. */
export async function settledTransaction<T>(
  database: Database,
  work: (tx: Transaction) => Promise<T>,
  options: TransactionOptions,
): Promise<T> {
  let running: Promise<unknown> = Promise.resolve();
  try {
    return await database.transaction((tx) => {
      const working = work(tx);
      running = working;
      return working;
    }, options);
  } finally {
    await running.catch(() => undefined);
  }
}
