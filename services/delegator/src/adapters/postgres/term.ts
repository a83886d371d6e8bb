import { exactly } from "@holdfast/cqrs/event-store";
import type { Database, Transaction } from "@holdfast/postgres";
import type { PostgresEventStore } from "@holdfast/postgres/event-store";

import { LeadershipLost } from "../../application/leadership-lost.ts";
import { MIRROR_TENANT, mirrorStream, type Told, tellMirror } from "./mirror-stream.ts";

/** What one term of leadership writes with: everything commits only while its epoch leads. */
export type Term = {
  readonly database: Database;
  readonly schema: string;
  readonly epoch: bigint;
  /** Commits rows that no event tells of: counters, digests, the position of the tip. */
  readonly write: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  /** Commits rows together with the events that tell of them. */
  readonly tell: <T>(work: (tx: Transaction) => Promise<Told<T>>) => Promise<T>;
};

export type TermOptions = {
  readonly database: Database;
  readonly schema: string;
  readonly epoch: bigint;
  /** The log in the same schema, on the same database. */
  readonly store: PostgresEventStore;
  readonly chainId: string;
};

/** Past every version there will ever be: to be told the version of a stream, and none of its events. */
const NO_EVENTS = 2 ** 31 - 1;

/**
 * Opens the term of an epoch. The fence comes after the rows, so that its row lock is held for the length of the append
 * and the commit only, and renewing the lease never waits for a long load; the log comes last.
 */
export function openTerm(options: TermOptions): Term {
  const { database, schema, epoch, store, chainId } = options;
  const stream = { tenant: MIRROR_TENANT, streamId: mirrorStream(chainId) };
  const fence = fenceOf(schema, epoch);
  let version: number | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function append<T>(work: (tx: Transaction) => Promise<Told<T>>): Promise<T> {
    const at = version ?? (await store.loadStream({ ...stream, after: NO_EVENTS })).version;
    version = undefined; // Until it is known to have passed.
    const told = await tellMirror(options, exactly(at), async (tx) => {
      const written = await work(tx);
      await fence(tx);
      return { ...written, commandId: `${epoch}:${at}` };
    });
    version = at + told.events.length;
    return told.result;
  }

  return {
    database,
    schema,
    epoch,
    write: (work) =>
      database.transaction(async (tx) => {
        const result = await work(tx);
        await fence(tx);
        return result;
      }),
    // One after the other: the auditor and the tip write at the same time, and each needs to know what it appends to.
    tell(work) {
      const told = turn.then(() => append(work));
      turn = told.catch(() => undefined);
      return told;
    },
  };
}

function fenceOf(schema: string, epoch: bigint): (tx: Transaction) => Promise<void> {
  const statement = {
    name: "fence",
    text: `update ${schema}.sync set leader_epoch = $1 where leader_epoch = $1`,
    values: [epoch],
  };
  return async (tx) => {
    const { rowCount } = await tx.query(statement);
    if (rowCount === 0) throw new LeadershipLost(epoch);
  };
}
