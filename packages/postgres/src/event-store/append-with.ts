import {
  type EventStoreSources,
  isAppendRefusal,
  OutcomeUnknown,
} from "@holdfast/cqrs/event-store";

import { DatabaseUnavailable } from "../database-unavailable.ts";
import { sqlState } from "../sql-state.ts";
import { appendBatchAfter, type Run, type WriteCall } from "./append-batch.ts";
import { chooseItems } from "./choose-items.ts";
import { prepareEither } from "./prepare-either.ts";
import { outcomesOfItems, type PreparedItem } from "./together.ts";
import type { WriteBatchOptions, WriteOutcome, WriteRequest } from "./write-batch.ts";

/** SQLSTATE with which a function says that rows are not as its caller thought, so that nothing may be written. */
const NOT_AS_THOUGHT = "HF001";

/**
 * Calls a function of the service's and appends, in one statement, which is a transaction of itself: nobody waits for
 * anything in between, and what is locked is held for no longer than the server takes. What is sent while another one is
 * under way happens behind it. All or nothing: undefined if the call or the log stands against any of it, one outcome for
 * each request otherwise. An answer that is lost is `OutcomeUnknown`.
 */
export async function appendWith(
  call: WriteCall,
  requests: readonly WriteRequest[],
  { database, schema, sources, limits, watch }: WriteBatchOptions,
): Promise<readonly WriteOutcome[] | undefined> {
  const items = prepared(requests, sources);
  if (items === undefined || chooseItems(items, limits).rest.length > 0) return undefined;
  const all = items.flatMap((each) => each.requests);
  const run: Run = (statement) => database.queryInOrder(statement);
  const outcomes = await watch(all, async () => {
    try {
      const wanted = { batch: all, after: undefined, behind: call };
      return (await appendBatchAfter(run, schema, wanted)) ?? [];
    } catch (error) {
      if (sqlState(error) === NOT_AS_THOUGHT) return [];
      const isLost = error instanceof DatabaseUnavailable && error.outcome === "unknown";
      throw isLost ? new OutcomeUnknown(error) : error;
    }
  });
  if (outcomes.length === 0) return undefined;
  return outcomesOfItems(items, outcomes).flatMap((outcome) => outcome ?? []);
}

/** Undefined if one of them is refused before anything is sent. */
function prepared(
  requests: readonly WriteRequest[],
  sources: EventStoreSources,
): readonly PreparedItem[] | undefined {
  const items: PreparedItem[] = [];
  for (const request of requests) {
    const each = prepareEither(request, sources);
    if (isAppendRefusal(each)) return undefined;
    items.push({ requests: each, isForSeveral: "parts" in request });
  }
  return items;
}
