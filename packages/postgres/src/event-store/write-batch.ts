import {
  type AppendAllOutcome,
  type AppendAllRequest,
  type AppendOutcome,
  type AppendRequest,
  type EventStoreSources,
  isAppendRefusal,
  OutcomeUnknown,
  type PreparedAppend,
} from "@holdfast/cqrs/event-store";

import { DatabaseUnavailable } from "../database-unavailable.ts";
import type { Database } from "../database.ts";
import type { Transaction } from "../transaction.ts";
import { appendBatch, type Run } from "./append-batch.ts";
import type { AppendWatch } from "./append-watch.ts";
import type { BatchLimits } from "./choose-batch.ts";
import { chooseItems } from "./choose-items.ts";
import { prepareEither } from "./prepare-either.ts";
import { outcomesOfItems, type PreparedItem } from "./together.ts";

/** What an item appends, to one stream or to several. */
export type WriteRequest = AppendRequest | AppendAllRequest;

/** What an item came to: as `append` answers a request for one stream, as `appendAll` one for several. */
export type WriteOutcome = AppendOutcome | AppendAllOutcome;

/**
 * Writes the service's own rows for some items and returns one request per item, in their order; undefined for an item
 * that appends nothing.
 */
export type WriteItems<Item> = (
  tx: Transaction,
  items: readonly Item[],
) => Promise<readonly (WriteRequest | undefined)[]>;

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
type Decided = ReadonlyMap<number, WriteOutcome | undefined>;

/**
 * Commits items in one transaction: first the service's own rows, in its lock order, then one append for all. An item
 * that is refused, or was accepted before, takes everything back; then the others are written again without it. The
 * parts of an item for several streams stay together. The outcome of an item that appends nothing is undefined.
 */
export async function writeBatch<Item>(
  items: readonly Item[],
  write: WriteItems<Item>,
  options: WriteBatchOptions,
): Promise<readonly (WriteOutcome | undefined)[]> {
  const decided = new Map<number, WriteOutcome | undefined>();
  let open = items.map((item, at) => ({ at, item }));
  const later: typeof open = [];
  while (open.length > 0) {
    const round = await commit(open, write, options);
    for (const [at, outcome] of round.decided) decided.set(at, outcome);
    later.push(...open.filter(({ at }) => round.later.has(at)));
    open = open.filter(({ at }) => !decided.has(at) && !round.later.has(at));
    if (open.length === 0) open = later.splice(0);
  }
  return items.map((_, at) => decided.get(at));
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
        return committed(open, accepted);
      });
    } catch (error) {
      if (error instanceof Withdrawn) return error.round;
      // Once the append was accepted nothing is sent but the commit.
      const isUnknown = error instanceof DatabaseUnavailable && error.outcome === "unknown";
      if (!isUnknown || accepted === undefined) throw error;
      if (await hasHappened(accepted, error, options)) return committed(open, accepted);
      if (commits === COMMITS_MAX) throw error;
    }
  }
}

/** Everything that was open, once it is in the database. */
function committed(open: readonly Numbered<unknown>[], { decided }: Accepted): RoundResult {
  return {
    decided: new Map(open.map(({ at }) => [at, decided.get(at)])),
    later: new Set(),
  };
}

type Chosen = PreparedItem & { readonly at: number };
type Accepted = { readonly sending: Sending | undefined; readonly decided: Decided };

/** A command, and the event with which this sending of it ends: others may send the same command. */
type Sending = {
  readonly tenant: string;
  readonly commandId: string;
  readonly eventId: string;
};

/** Checks the requests, and that they may stand in one batch. */
function chosen<Item>(
  open: readonly Numbered<Item>[],
  requests: readonly (WriteRequest | undefined)[],
  { sources, limits }: WriteBatchOptions,
): readonly Chosen[] {
  if (requests.length !== open.length) {
    throw new RangeError(`${open.length} items were written with ${requests.length} requests`);
  }
  const prepared: Chosen[] = [];
  const refused = new Map<number, WriteOutcome>();
  for (const [index, { at }] of open.entries()) {
    const request = requests[index];
    if (request === undefined) continue;
    const each = prepareEither(request, sources);
    if (isAppendRefusal(each)) refused.set(at, each);
    else prepared.push({ at, requests: each, isForSeveral: "parts" in request });
  }
  if (refused.size > 0) throw new Withdrawn({ decided: refused, later: new Set() });
  const { batch, rest } = chooseItems(prepared, limits);
  if (rest.length === 0) return batch;
  throw new Withdrawn({ decided: new Map(), later: new Set(rest.map(({ at }) => at)) });
}

async function append(
  tx: Transaction,
  batch: readonly Chosen[],
  { schema, watch }: Pick<WriteBatchOptions, "schema" | "watch">,
): Promise<Accepted> {
  const requests = batch.flatMap((each) => each.requests);
  if (requests.length === 0) return { sending: undefined, decided: new Map() };
  const run: Run = (statement) => tx.query(statement);
  const outcomes = await watch(requests, () => appendBatch(run, schema, requests));
  const decided = new Map<number, WriteOutcome>();
  for (const [index, outcome] of outcomesOfItems(batch, outcomes).entries()) {
    const at = batch[index]?.at;
    if (at !== undefined && outcome !== undefined) decided.set(at, outcome);
  }
  const isWhole = [...decided.values()].every((each) => "status" in each && each.status === "ok");
  if (isWhole) return { sending: sendingOf(requests), decided };
  throw new Withdrawn({ decided, later: new Set() });
}

function sendingOf(requests: readonly PreparedAppend[]): Sending | undefined {
  for (const { tenant, commands, events } of requests) {
    const [command, event] = [commands.at(-1), events.at(-1)];
    if (command === undefined || event === undefined) continue;
    const isNamed = command.part === 0 && command.size > 0;
    if (isNamed) return { tenant, commandId: command.commandId, eventId: event.eventId };
  }
  return undefined;
}

/**
 * Learns on a new connection whether a commit happened whose answer was lost. All requests were accepted together, so
 * that one sending tells of all; a command that is in the log by another sending tells of none.
 */
async function hasHappened(
  { sending }: Accepted,
  lost: DatabaseUnavailable,
  { database, schema }: WriteBatchOptions,
): Promise<boolean> {
  // Rows alone, and commands that nothing came of, leave no event that could be asked for.
  if (sending === undefined) throw new OutcomeUnknown(lost);
  try {
    // The lost transaction holds the head until it ends, one way or the other.
    await database.read({ text: `select ${schema}.await_writer()` });
    const { rows } = await database.read<{ readonly is_sent: boolean }>({
      text: `select ${schema}.is_sent($1, $2, $3)`,
      values: [sending.tenant, sending.commandId, sending.eventId],
    });
    return rows[0]?.is_sent === true;
  } catch (error) {
    throw new OutcomeUnknown(error);
  }
}
