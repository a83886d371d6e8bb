import { randomUUID } from "node:crypto";

import {
  CommandHandler,
  type Event,
  NO_CONCURRENCY_CHECK,
  STREAM_DOES_NOT_EXIST,
} from "@event-driven-io/emmett";
import { getPostgreSQLEventStore } from "@event-driven-io/emmett-postgresql";
import { openDatabase } from "@holdfast/postgres";
import pg from "pg";

import { type Account, credited, EMPTY } from "./account.ts";
import type { Cell } from "./append-cells.ts";
import { BENCH_TYPE, benchFields } from "./bench-event.ts";
import { type Called, callAtOnce } from "./callers.ts";
import { WrongLog } from "./wrong-log.ts";

/** A refused append is tried again so often before something else must be wrong. */
const ATTEMPTS_MAX = 10_000;

/** Emmett's PostgreSQL event store on a database of its own. */
export type EmmettRival = AsyncDisposable & {
  readonly appendsToNewStreams: (cell: Cell) => Promise<Called>;
  /** Emmett refuses unchecked appends that meet, so that each is tried again until it is in. */
  readonly appendsToOneStream: (cell: Cell) => Promise<Called>;
  /** Loads a stream, decides, appends; tried again until it is in, as Emmett itself does when it is told to. */
  readonly deposit: (stream: string, number: number) => Promise<void>;
  /** Appends the events of these numbers. */
  readonly append: (stream: string, numbers: readonly number[]) => Promise<void>;
  /** The state of a stream from all of its events. */
  readonly fold: (stream: string) => Promise<Account>;
  /** Throws `WrongLog` unless a stream comes to that state. */
  readonly holds: (stream: string, state: Account) => Promise<void>;
  readonly connectionString: string;
  /** Throws `WrongLog` unless so many events are stored. */
  readonly check: (events: number) => Promise<void>;
};

type Deposited = Event<typeof BENCH_TYPE, ReturnType<typeof benchFields>>;

const folding = {
  initialState: () => EMPTY,
  evolve: (state: Account, { data }: { readonly data: { readonly cents: number } }) =>
    credited(state, data),
};

type Store = ReturnType<typeof getPostgreSQLEventStore>;

/** With a pool of that size; 10 and 32 were tried for the reference figures. */
export async function emmettRival(adminUrl: string, connections: number): Promise<EmmettRival> {
  await using held = new AsyncDisposableStack();
  const url = await ownDatabase(adminUrl, held);
  const pool = new pg.Pool({ connectionString: url, max: connections });
  pool.on("error", () => undefined);
  held.defer(() => pool.end());
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
  held.defer(() => store.close());
  await store.schema.migrate();
  const fold = async (stream: string): Promise<Account> =>
    (await store.aggregateStream<Account, Deposited>(stream, folding)).state;
  const handle = CommandHandler<Account, Deposited>({
    ...folding,
    retry: {
      onVersionConflict: { retries: ATTEMPTS_MAX, minTimeout: 1, maxTimeout: 20, factor: 1.5 },
    },
  });
  const stop = held.move();
  return {
    connectionString: url,
    deposit: async (stream, number) => {
      await handle(store, stream, () => ({ type: BENCH_TYPE, data: benchFields(number) }));
    },
    append: async (stream, numbers) => {
      const events = numbers.map((number) => ({ type: BENCH_TYPE, data: benchFields(number) }));
      await store.appendToStream(stream, events);
    },
    fold,
    holds: async (stream, state) => {
      const found = await fold(stream);
      if (JSON.stringify(found) !== JSON.stringify(state)) {
        throw new WrongLog(`Emmett's ${stream} came to ${JSON.stringify(found)}`);
      }
    },
    appendsToNewStreams: (cell) =>
      callAtOnce(cell, (number) =>
        append(store, `${cell.name}-${number}`, { number, isNew: true }),
      ),
    appendsToOneStream: (cell) =>
      callAtOnce(cell, (number) =>
        persistently(() => append(store, `${cell.name}-hot`, { number, isNew: false })),
      ),
    check: async (events) => {
      const { rows } = await pool.query("select count(*)::int as n from emt_messages");
      if (rows[0]?.n !== events)
        throw new WrongLog(`Emmett holds ${rows[0]?.n} of ${events} events`);
    },
    [Symbol.asyncDispose]: () => stop.disposeAsync(),
  };
}

async function ownDatabase(adminUrl: string, held: AsyncDisposableStack): Promise<string> {
  const name = `emmett_${randomUUID().replaceAll("-", "")}`;
  const admin = held.use(openDatabase({ url: adminUrl, applicationName: "bench", max: 1 }));
  await admin.query({ text: `create database ${name}` });
  held.defer(async () => {
    await admin.query({ text: `drop database if exists ${name} with (force)` });
  });
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

type Append = { readonly number: number; readonly isNew: boolean };

async function append(store: Store, stream: string, { number, isNew }: Append): Promise<void> {
  const event = { type: BENCH_TYPE, data: benchFields(number) };
  const expectedStreamVersion = isNew ? STREAM_DOES_NOT_EXIST : NO_CONCURRENCY_CHECK;
  await store.appendToStream(stream, [event], { expectedStreamVersion });
}

async function persistently(attempt: () => Promise<void>): Promise<void> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (attempts === ATTEMPTS_MAX || !isConflict(error)) throw error;
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Expected version");
}
