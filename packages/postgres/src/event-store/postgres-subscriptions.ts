import {
  type Claim,
  type Holding,
  type ParkedEvent,
  type Step,
  type SubscriptionId,
  SubscriptionLost,
  type SubscriptionStore,
} from "@holdfast/cqrs/subscriptions";

import type { Database } from "../database.ts";
import { isTransient } from "../is-transient.ts";
import { schemaName } from "../migrations/schema-name.ts";
import type { Transaction } from "../transaction.ts";
import { LogWatch } from "./log-watch.ts";
import { readPage } from "./read-page.ts";
import { subscriptionSql } from "./subscription-sql.ts";
import { readStatus } from "./subscription-status.ts";
import { switchRevision } from "./switch-revision.ts";

/** Which log, by which role, in which time. */
export type PostgresSubscriptionsOptions = {
  /**
   * As the `system` role, for which the log has no tenants. Its transactions are those of the read models: give the
   * role the rights for them.
   */
  readonly database: Database;
  readonly schema: string;
  /** Added to the database's clock; 0. For tests. */
  readonly clockOffsetMs?: () => number;
};

/** The store of a service's subscriptions, beside its log. One for all of them: they share a listening connection. */
export function postgresSubscriptions({
  database,
  schema: name,
  clockOffsetMs = () => 0,
}: PostgresSubscriptionsOptions): SubscriptionStore<Transaction> {
  const schema = schemaName(name);
  const place = { database, schema, sql: subscriptionSql(schema), offset: clockOffsetMs };
  const { sql } = place;
  const watch = new LogWatch(database, schema);
  return {
    ...ownership(place),
    ...checkpoint(place),
    ...parking(place),
    readPage: (query) => readPage(database, schema, query),
    async head() {
      const { rows } = await database.read<{ position: bigint }>({
        name: `${schema}.log_end`,
        text: `select position from ${schema}.log_head`,
      });
      return rows[0]?.position ?? 0n;
    },
    switchRevision: (change, work) => switchRevision(database, schema, { change, work }),
    async position(id) {
      const statement = { name: `${schema}.position`, text: sql.position, values: keyOf(id) };
      return (await database.read<{ position: bigint }>(statement)).rows[0]?.position;
    },
    status: (id) => readStatus(database, sql.status, [...keyOf(id), clockOffsetMs()]),
    watch: (onGrown, signal) => watch.watch(onGrown, signal),
    isTransient,
  };
}

type Place = {
  readonly database: Database;
  readonly schema: string;
  readonly sql: ReturnType<typeof subscriptionSql>;
  readonly offset: () => number;
};

type Store = SubscriptionStore<Transaction>;

function ownership({
  database,
  sql,
  offset,
}: Place): Pick<Store, "claim" | "renew" | "release" | "stop" | "resume"> {
  const changes = async (text: string, values: readonly unknown[]): Promise<boolean> =>
    (await database.query({ text, values })).rowCount > 0;
  /** What keeps an owner from taking it, found without waiting for whoever holds it. */
  const hindrance = async (id: SubscriptionId, owner: string): Promise<Claim | undefined> => {
    const values = [...keyOf(id), offset()];
    const [row] = (await database.read<Held>({ text: sql.look, values })).rows;
    if (row === undefined) return undefined;
    if (row.status !== "running") return { state: row.status };
    if (row.owner === owner || row.forMs <= 0) return undefined;
    return { state: "held", forMs: row.forMs };
  };
  return {
    async claim(id, { owner, leaseMs, startAfter }) {
      const hindered = await hindrance(id, owner);
      if (hindered !== undefined) return hindered;
      await database.query({ text: sql.evict, values: [...keyOf(id), leaseMs] });
      const values = [...keyOf(id), owner, leaseMs, offset(), startAfter];
      const { rows } = await database.query<Taken>({ text: sql.claim, values });
      // Without a row somebody was quicker.
      return rows[0] === undefined ? { state: "held", forMs: 0 } : { state: "mine", ...rows[0] };
    },
    renew: (holding, { leaseMs, agoMs }) =>
      changes(sql.renew, [...heldBy(holding), leaseMs, offset(), agoMs]),
    async release(holding) {
      await changes(sql.release, heldBy(holding));
    },
    async stop(holding, { error, attempts }) {
      const isStopped = await changes(sql.stop, [...heldBy(holding), error, attempts]);
      if (!isStopped) throw new SubscriptionLost(holding);
    },
    resume: (id) => changes(sql.resume, keyOf(id)),
  };
}

function checkpoint({ database, schema, sql, offset }: Place): Pick<Store, "advance" | "unpark"> {
  const advance = async (tx: Transaction, step: Step): Promise<void> => {
    const values = [...heldBy(step), step.leaseMs, offset(), step.from, step.to];
    const moved = await tx.query({ name: `${schema}.advance`, text: sql.advance, values });
    if (moved.rowCount === 0) throw new SubscriptionLost(step);
    if (step.parked === undefined) return;
    const { error, attempts } = step.parked;
    await tx.query({
      text: sql.park,
      values: [...keyOf(step), step.to, error, attempts, offset()],
    });
  };
  return {
    async advance(step, work) {
      const { signal } = step;
      await database.transaction(
        async (tx) => {
          // First: it keeps out whoever else handles events of this subscription, and a late owner does no work.
          await advance(tx, step);
          await work(tx);
        },
        signal === undefined ? {} : { signal },
      );
    },
    unpark: (address, work) =>
      database.transaction(async (tx) => {
        await tx.query({ text: sql.lock, values: keyOf(address) });
        const values = [...keyOf(address), address.position];
        const { rowCount } = await tx.query({ text: sql.unpark, values });
        if (rowCount > 0) await work(tx);
        return rowCount > 0;
      }),
  };
}

function parking({
  database,
  schema,
  sql,
  offset,
}: Place): Pick<Store, "parked" | "askReplay" | "replaysAsked" | "parkAgain"> {
  return {
    async parked(id, max, after = 0n) {
      const values = [...keyOf(id), max, after];
      return (await database.read<ParkedEvent>({ text: sql.parked, values })).rows;
    },
    async askReplay(parked) {
      const values = [...keyOf(parked), parked.position, offset()];
      return (await database.query({ text: sql.askReplay, values })).rowCount > 0;
    },
    async replaysAsked(id, max) {
      const statement = {
        name: `${schema}.replays_asked`,
        text: sql.replaysAsked,
        values: [...keyOf(id), max],
      };
      const { rows } = await database.read<{ position: bigint }>(statement);
      return rows.map(({ position }) => position);
    },
    async parkAgain(parked, error) {
      const values = [...keyOf(parked), parked.position, error];
      await database.query({ text: sql.parkAgain, values });
    },
  };
}

type Taken = { readonly epoch: bigint; readonly position: bigint };
type Held = {
  readonly status: "running" | "stopped" | "retired";
  readonly owner: string | null;
  readonly forMs: number;
};

function keyOf({ name, revision }: SubscriptionId): readonly unknown[] {
  return [name, revision];
}

function heldBy({ name, revision, epoch }: Holding): readonly unknown[] {
  return [name, revision, epoch];
}
