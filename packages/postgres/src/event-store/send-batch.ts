import {
  type AppendOutcome,
  OutcomeUnknown,
  type PreparedAppend,
} from "@holdfast/cqrs/event-store";

import { DatabaseUnavailable } from "../database-unavailable.ts";
import type { Database } from "../database.ts";
import { sqlState } from "../sql-state.ts";
import { appendBatch, appendBatchAfter, type BatchOutcome, type Run } from "./append-batch.ts";

/** How often a batch is sent whose connection broke before the answer came. */
const SENDS_MAX = 3;

const LOCK_TIMEOUT = "55P03";

/** What a batch must not overtake, since they have streams in common. */
export type Follows = {
  /** The last request of a batch that was sent before, with an event at least. */
  readonly last: PreparedAppend;
  /** Resolves when all of that batch is answered. */
  readonly settled: Promise<unknown>;
};

/** Which log. */
type Log = { readonly database: Database; readonly schema: string };

/**
 * Sends requests that are independent of each other. What is refused or known is answered and left out, and the others
 * are sent again: each round answers one at least, so that there are never more rounds than requests. A batch that
 * came before the one it follows, or whose predecessor was not accepted as it was sent, waits until that is settled.
 */
export async function sendEach(
  log: Log,
  batch: readonly PreparedAppend[],
  follows?: Follows,
): Promise<readonly AppendOutcome[]> {
  const outcomes = new Map<PreparedAppend, AppendOutcome>();
  let open = batch;
  const place = { follows };
  while (open.length > 0) {
    const round = await sendBatch(log, open, place);
    const rest = open.filter((request, at) => {
      const outcome = round[at];
      if (outcome === undefined || outcome === "not_applied") return true;
      outcomes.set(request, outcome);
      return false;
    });
    open = rest;
  }
  return batch.flatMap((request) => outcomes.get(request) ?? []);
}

/** Sends requests that pass or fail together. */
export function sendTogether(
  log: Log,
  batch: readonly PreparedAppend[],
): Promise<readonly BatchOutcome[]> {
  return sendBatch(log, batch, { follows: undefined });
}

/** What a batch has to follow, until that is settled. */
type Place = { follows: Follows | undefined };

/**
 * Sends a batch, all or nothing, in a transaction of its own. When the connection breaks before the answer comes, it
 * is sent again on a new one: the function then finds the commands it has accepted already, and answers from memory.
 * Unlike looking for them it cannot come too early, since a first sending that is still under way meets the second at
 * the lock.
 */
async function sendBatch(
  log: Log,
  batch: readonly PreparedAppend[],
  place: Place,
): Promise<readonly BatchOutcome[]> {
  let isLost = false;
  for (let sends = 1; ; sends += 1) {
    try {
      return await sendOnce(log, batch, place);
    } catch (error) {
      const isAway = error instanceof DatabaseUnavailable;
      isLost ||= isAway && error.outcome === "unknown";
      if (!isLost) throw notApplied(error);
      if (!isAway || sends === SENDS_MAX) throw new OutcomeUnknown(error);
    }
  }
}

/** Sends a batch behind the one it follows; by itself, once that is settled, if it came too early. */
async function sendOnce(
  { database, schema }: Log,
  batch: readonly PreparedAppend[],
  place: Place,
): Promise<readonly BatchOutcome[]> {
  const run: Run = (statement) => database.query(statement);
  if (place.follows !== undefined) {
    const { last: after, settled } = place.follows;
    const behind = await appendBatchAfter(run, schema, { batch, after });
    if (behind !== undefined) return behind;
    await settled;
    place.follows = undefined;
  }
  return appendBatch(run, schema, batch);
}

/**
 * Nothing of a batch was lost, so nothing of it was applied. Whoever holds the head has not let go of it for seconds,
 * and it may go on soon; after a lost sending it might have been that one, while its commit waits for a replica.
 */
function notApplied(error: unknown): unknown {
  return sqlState(error) === LOCK_TIMEOUT ? new DatabaseUnavailable(error, "not_applied") : error;
}
