import type { Database, Transaction } from "@holdfast/postgres";
import type { PostgresEventStore } from "@holdfast/postgres/event-store";

import type { Clock } from "../../application/clock.ts";
import { decided } from "../../application/decided.ts";
import { LeadershipLost } from "../../application/leadership-lost.ts";
import type { Leadership, Lease } from "../../application/leadership.ts";
import type { ChainSyncState } from "../../domain/chain-sync-state.ts";
import { chainSync } from "../../domain/chain-sync.ts";
import { type Told, tellMirror } from "./mirror-stream.ts";

/** The name under which PostgreSQL knows the sessions that write. */
export const INGEST_SESSION = "delegator-ingest";
/** And under which name the one that holds the lease. */
export const LEASE_SESSION = "delegator-lease";
/** A lease is renewed and asked for so many times within its length. */
const BEATS_PER_LEASE = 4;

export type LeaseOptions = {
  /** A pool of its own that gives up soon: a connection that has fallen silent must not hide that the lease ran out. */
  readonly database: Database;
  readonly schema: string;
  /** The log in that schema, on the same database. */
  readonly store: PostgresEventStore;
  readonly chainId: string;
  /** The name shown to operators, such as host and process. */
  readonly holder: string;
  /** In database time; a leader silent for so long has lost it. */
  readonly leaseMs: number;
  readonly clock: Clock;
};

/**
 * Leadership as a row in the database. The lease only tells who should write; that nobody else can is the fence's doing,
 * because a process that froze cannot know that its lease has run out.
 */
export function leaseLeadership(options: LeaseOptions): Leadership {
  const { clock, leaseMs } = options;
  return {
    async acquire(signal) {
      for (;;) {
        signal.throwIfAborted();
        const heldMs = await stillHeldMs(options);
        const asked = clock.monotonic();
        const epoch = heldMs === 0 ? await tryAcquire(options) : undefined;
        if (epoch !== undefined) return heldLease(options, epoch, asked);
        // A dead leader's lease is taken when it runs out, not up to a beat later.
        const restMs = heldMs === 0 ? leaseMs : heldMs;
        await clock.sleep(Math.min(restMs, leaseMs / BEATS_PER_LEASE), signal);
      }
    },
  };
}

/** Milliseconds, rounded up, until the lease runs out unless it is renewed; 0 when it is free. */
async function stillHeldMs({ database, schema }: LeaseOptions): Promise<number> {
  const { rows } = await database.query<{ readonly held: number }>({
    name: "lease-held",
    text: `select case when leader_until < clock_timestamp() then 0
                  else 1 + ceil(extract(epoch from leader_until - clock_timestamp()) * 1000) end::float8 as held
           from ${schema}.sync`,
  });
  return rows[0]?.held ?? Infinity;
}

type Held = { readonly leader: string | null; readonly leader_epoch: bigint };

async function tryAcquire(options: LeaseOptions): Promise<bigint | undefined> {
  const { schema, holder, leaseMs } = options;
  await evict(options, leaseMs / 2);
  const epoch = await changeLead(options, async (tx) => {
    const { rows } = await tx.query<Held>({
      text: `select leader, leader_epoch from ${schema}.sync
             where leader_until < clock_timestamp() for update`,
    });
    const [held] = rows;
    if (held === undefined) throw new NothingToChange("somebody else took the lead");
    const next = held.leader_epoch + 1n;
    await tx.query({
      text: `update ${schema}.sync
             set leader = $1, leader_epoch = $2,
                 leader_until = clock_timestamp() + $3 * interval '1 millisecond'`,
      values: [holder, next, leaseMs],
    });
    const command = { type: "Promote", epoch: Number(next), leader: holder } as const;
    return { result: next, events: decided(ledBy(held), command), commandId: `lead:${next}` };
  });
  // One starved of time may have begun to write when its lease had all but run out. Nobody else may write from now on.
  if (epoch !== undefined) await evict(options, 0);
  return epoch;
}

function ledBy({ leader_epoch: epoch, leader }: Held): ChainSyncState {
  return { ...chainSync.initialState(), lead: { epoch: Number(epoch), leader } };
}

type LeadChange<T> = Told<T> & { readonly commandId: string };

/** Takes a change of the lead back. */
class NothingToChange extends Error {
  override readonly name = "NothingToChange";
  readonly code = "nothing_to_change";
}

/**
 * Commits a change of the lead together with its event; undefined if there was nothing to change. What is decided on is
 * read under the lock of the lease's row, which every writer takes before it appends: whatever the version of the stream
 * is by then, nothing can come between.
 */
async function changeLead<T>(
  options: LeaseOptions,
  work: (tx: Transaction) => Promise<LeadChange<T>>,
): Promise<T | undefined> {
  try {
    return (await tellMirror(options, "any", work)).result;
  } catch (error) {
    if (error instanceof NothingToChange) return undefined;
    throw error;
  }
}

/**
 * Ends the transactions that former leaders left open for longer than that, before anything waits for them. A leader
 * frozen in the middle of a COPY holds its uncommitted rows, and whoever writes the same rows would wait for it for ever:
 * the server sees a client that is about to send more, so no timeout of its own applies. One frozen between the fence and
 * its commit, or while it takes the lead, holds the lease's row; who takes it just now is left alone.
 */
async function evict({ database, leaseMs }: LeaseOptions, olderThanMs: number): Promise<void> {
  await database.query({
    text: `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
             and xact_start < clock_timestamp() - interval '1 millisecond' *
               case application_name when $1 then $2::float8 when $3 then $4::float8 end`,
    values: [INGEST_SESSION, olderThanMs, LEASE_SESSION, leaseMs / 2],
  });
}

async function renew(options: LeaseOptions, epoch: bigint): Promise<boolean> {
  const { database, schema, leaseMs } = options;
  const { rowCount } = await database.query({
    name: "renew-lease",
    text: `update ${schema}.sync
           set leader_until = clock_timestamp() + $2 * interval '1 millisecond' where leader_epoch = $1`,
    values: [epoch, leaseMs],
  });
  return rowCount > 0;
}

/** Lets the next instance begin at once instead of waiting for the lease to run out. */
async function release(options: LeaseOptions, epoch: bigint): Promise<void> {
  await changeLead(options, async (tx) => {
    const { rows } = await tx.query<Held>({
      text: `select leader, leader_epoch from ${options.schema}.sync where leader_epoch = $1 for update`,
      values: [epoch],
    });
    const [held] = rows;
    if (held === undefined) throw new NothingToChange("somebody else leads");
    await tx.query({
      text: `update ${options.schema}.sync set leader_until = '-infinity', leader = null`,
    });
    const command = { type: "Demote", epoch: Number(epoch) } as const;
    return {
      result: epoch,
      events: decided(ledBy(held), command),
      commandId: `lead:${epoch}:over`,
    };
  });
}

/** `asked`: when it was about to be taken. */
function heldLease(options: LeaseOptions, epoch: bigint, asked: number): Lease {
  const lost = new AbortController();
  const stop = new AbortController();
  const renewing = keepRenewing(options, { epoch, asked }, stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) lost.abort(error);
  });
  return {
    epoch,
    lost: lost.signal,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await renewing;
      // The database may be away; then the lease runs out by itself.
      if (!lost.signal.aborted) await release(options, epoch).catch(() => undefined);
    },
  };
}

/** Ends by throwing `LeadershipLost`: refused by the database, or not renewed within the lease's length. */
async function keepRenewing(
  options: LeaseOptions,
  { epoch, asked: taken }: { readonly epoch: bigint; readonly asked: number },
  stop: AbortSignal,
): Promise<never> {
  const { clock, leaseMs } = options;
  let renewed = taken;
  for (;;) {
    await clock.sleep(leaseMs / BEATS_PER_LEASE, stop);
    const asked = clock.monotonic();
    const isMine = await renew(options, epoch).catch(() => undefined);
    if (isMine === true) renewed = asked;
    if (isMine === false || clock.monotonic() - renewed > leaseMs) throw new LeadershipLost(epoch);
  }
}
