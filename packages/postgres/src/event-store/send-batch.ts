import { OutcomeUnknown } from "@holdfast/cqrs/event-store";

import { DatabaseUnavailable } from "../database-unavailable.ts";
import type { Database } from "../database.ts";
import { sqlState } from "../sql-state.ts";
import { appendBatch, type BatchOutcome } from "./append-batch.ts";
import type { EncodedAppend } from "./encoded-append.ts";

/** How often a batch is sent whose connection broke before the answer came. */
const SENDS_MAX = 3;

const LOCK_TIMEOUT = "55P03";

type Batch = { readonly batch: readonly EncodedAppend[]; readonly isAtomic: boolean };

/**
 * Sends a batch in a transaction of its own. When the connection breaks before the answer comes, it is sent again on a
 * new one: the function then finds the commands it has accepted already, and answers from memory. Unlike looking for
 * them it cannot come too early, since a first sending that is still under way meets the second at the lock.
 */
export async function sendBatch(
  database: Database,
  schema: string,
  batch: Batch,
): Promise<readonly BatchOutcome[]> {
  let unknown: DatabaseUnavailable | undefined;
  for (let sends = 1; ; sends += 1) {
    try {
      return await appendBatch((statement) => database.query(statement), schema, batch);
    } catch (error) {
      // Whoever holds the head has not let go of it for seconds: nothing was done, and it may go on soon.
      if (sqlState(error) === LOCK_TIMEOUT) throw new DatabaseUnavailable(error, "not_applied");
      const isUnavailable = error instanceof DatabaseUnavailable;
      if (isUnavailable && error.outcome === "unknown") unknown = error;
      if (unknown === undefined) throw error;
      if (!isUnavailable || sends === SENDS_MAX) throw new OutcomeUnknown(error);
    }
  }
}
