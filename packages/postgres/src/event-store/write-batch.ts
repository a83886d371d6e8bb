import {
  type AppendOutcome,
  type AppendRequest,
  type EventStoreSources,
  isAppendRefusal,
  OutcomeUnknown,
  prepareAppend,
  type PreparedAppend,
} from "@holdfast/cqrs/event-store";

import { DatabaseUnavailable } from "../database-unavailable.ts";
import type { Database } from "../database.ts";
import type { Transaction } from "../transaction.ts";
import { appendBatch, type Run } from "./append-batch.ts";
import type { AppendWatch } from "./append-watch.ts";
import { type BatchLimits, chooseBatch } from "./choose-batch.ts";
import { findCommands } from "./find-commands.ts";

/** Writes the service's own rows for some items and returns one request per item, in their order. */
export type WriteItems<Item> = (
  tx: Transaction,
  items: readonly Item[],
) => Promise<readonly AppendRequest[]>;

/** What a batch of items is written with. */
export type WriteBatchOptions = {
  readonly database: Database;
  readonly schema: string;
  readonly sources: EventStoreSources;
  readonly limits: BatchLimits;
  readonly watch: AppendWatch;
};

/** How often a batch is tried whose commit was lost and turned out not to have happened. */
const COMMITS_MAX = 3;

type Numbered<Item> = { readonly at: number; readonly item: Item };
type Decided = ReadonlyMap<number, AppendOutcome>;

/**
 * Commits items in one transaction: first the service's own rows, in its lock order, then one append for all. An item
 * that is refused, or was accepted before, takes everything back; then the others are written again without it.
 */
export async function writeBatch<Item>(
  items: readonly Item[],
  write: WriteItems<Item>,
  options: WriteBatchOptions,
): Promise<readonly AppendOutcome[]> {
  const decided = new Map<number, AppendOutcome>();
  let open = items.map((item, at) => ({ at, item }));
  const later: typeof open = [];
  while (open.length > 0) {
    const round = await commit(open, write, options);
    for (const [at, outcome] of round.decided) decided.set(at, outcome);
    later.push(...open.filter(({ at }) => round.later.has(at)));
    open = open.filter(({ at }) => !decided.has(at) && !round.later.has(at));
    if (open.length === 0) open = later.splice(0);
  }
  return items.map((_, at) => {
    const outcome = decided.get(at);
    if (outcome === undefined) throw new RangeError(`item ${at} has no outcome`);
    return outcome;
  });
}

type RoundResult = { readonly decided: Decided; readonly later: ReadonlySet<number> };

/** Takes a transaction back; says what was learnt. */
class Withdrawn extends TypeError {
  readonly round: RoundResult;

  constructor(round: RoundResult) {
    super("withdrawn");
    this.round = round;
  }
}

async function commit<Item>(
  open: readonly Numbered<Item>[],
  write: WriteItems<Item>,
  options: WriteBatchOptions,
): Promise<RoundResult> {
  for (let commits = 1; ; commits += 1) {
    let accepted: Accepted | undefined;
    try {
      return await options.database.transaction(async (tx) => {
        const requests = await write(
          tx,
          open.map(({ item }) => item),
        );
        const batch = chosen(open, requests, options);
        accepted = await append(tx, batch, options);
        return { decided: accepted.decided, later: new Set<number>() };
      });
    } catch (error) {
      if (error instanceof Withdrawn) return error.round;
      // Once the append was accepted nothing is sent but the commit.
      const isUnknown = error instanceof DatabaseUnavailable && error.outcome === "unknown";
      if (!isUnknown || accepted === undefined) throw error;
      const decided = await recall(accepted, options);
      if (decided !== undefined) return { decided, later: new Set() };
      if (commits === COMMITS_MAX) throw error;
    }
  }
}

type Chosen = { readonly request: PreparedAppend; readonly at: number };
type Accepted = { readonly batch: readonly Chosen[]; readonly decided: Decided };

/** Checks the requests, and that they may stand in one batch. */
function chosen<Item>(
  open: readonly Numbered<Item>[],
  requests: readonly AppendRequest[],
  { sources, limits }: WriteBatchOptions,
): readonly Chosen[] {
  if (requests.length !== open.length) {
    throw new RangeError(`${open.length} items were written with ${requests.length} requests`);
  }
  const prepared: Chosen[] = [];
  const refused = new Map<number, AppendOutcome>();
  for (const [index, { at }] of open.entries()) {
    const request = requests[index];
    if (request === undefined) continue;
    const each = prepareAppend(request, sources);
    if (isAppendRefusal(each)) refused.set(at, each);
    else prepared.push({ request: each, at });
  }
  if (refused.size > 0) throw new Withdrawn({ decided: refused, later: new Set() });
  const { batch, rest } = chooseBatch(prepared, limits);
  if (rest.length === 0) return batch;
  throw new Withdrawn({ decided: new Map(), later: new Set(rest.map(({ at }) => at)) });
}

async function append(
  tx: Transaction,
  batch: readonly Chosen[],
  { schema, watch }: Pick<WriteBatchOptions, "schema" | "watch">,
): Promise<Accepted> {
  const run: Run = (statement) => tx.query(statement);
  const requests = batch.map(({ request }) => request);
  const outcomes = await watch(requests, () => appendBatch(run, schema, requests));
  const decided = new Map<number, AppendOutcome>();
  for (const [index, { at }] of batch.entries()) {
    const outcome = outcomes[index];
    if (outcome !== undefined && outcome !== "not_applied") decided.set(at, outcome);
  }
  const isWhole = [...decided.values()].every((each) => "status" in each && each.status === "ok");
  if (isWhole) return { batch, decided };
  throw new Withdrawn({ decided, later: new Set() });
}

/** Learns on a new connection whether a commit happened whose answer was lost; undefined if it did not. */
async function recall(
  { batch, decided }: Accepted,
  { database, schema }: WriteBatchOptions,
): Promise<Decided | undefined> {
  try {
    // The lost transaction holds the head until it ends, one way or the other.
    await database.read({ text: `select ${schema}.await_writer()` });
    // All of them were accepted together, so that one of them tells of all.
    const [{ request } = { request: undefined }] = batch;
    if (request === undefined) return decided;
    const found = await findCommands(database, schema, request);
    return found.some((each) => each !== undefined) ? decided : undefined;
  } catch (error) {
    throw new OutcomeUnknown(error);
  }
}
