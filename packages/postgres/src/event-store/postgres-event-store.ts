import {
  type AppendRequest,
  type EventStore,
  isAppendRefusal,
  LIMITS,
  prepareAll,
  prepareAppend,
} from "@holdfast/cqrs/event-store";

import type { Database } from "../database.ts";
import { schemaName } from "../migrations/schema-name.ts";
import type { WriteCall } from "./append-batch.ts";
import { type AppendSent, appendWatch } from "./append-watch.ts";
import { appendWith } from "./append-with.ts";
import { type BatchSent, Coordinator } from "./coordinator.ts";
import { findCommands } from "./find-commands.ts";
import { EventReader } from "./read-events.ts";
import { recallFirst } from "./recall-first.ts";
import { saveSnapshot } from "./save-snapshot.ts";
import { sendEach, sendTogether } from "./send-batch.ts";
import { StreamLoader } from "./stream-loader.ts";
import { together } from "./together.ts";
import { uuidV7Source } from "./uuid-v7.ts";
import {
  writeBatch,
  type WriteItems,
  type WriteOutcome,
  type WriteRequest,
} from "./write-batch.ts";

/** Which log, and how much of it may wait here. */
export type PostgresEventStoreOptions = {
  /** Appends take two of its connections at most, loads another two. */
  readonly database: Database;
  /** The schema that `eventStoreMigrations` were applied to. */
  readonly schema: string;
  readonly nowMs?: () => number;
  readonly newEventId?: () => string;
  /** Requests in one batch, parts counted each; 512. One that has more parts goes alone. */
  readonly batchMax?: number;
  /** Requests that may wait before the next is `Overloaded`; 10,000, and 64 Mi characters of events. */
  readonly queueMax?: number;
  /** Told of each batch, for metrics. */
  readonly onBatch?: (batch: BatchSent) => void;
  /** Told of the requests of each batch and of what came of them, for traces. */
  readonly onSent?: (sent: AppendSent) => void;
};

/** The event store of a service. Disposal waits for what was submitted; the database stays open. */
export type PostgresEventStore = EventStore &
  AsyncDisposable & {
    /**
     * Commits a service's own rows together with events: `write` gets the transaction and the items, and returns one
     * request per item, for one stream or for several, or undefined. An item that is refused or was accepted before is
     * left out as a whole, and `write` is called again. An item that appends nothing has no outcome.
     */
    writeBatch<Item>(
      items: readonly Item[],
      write: WriteItems<Item>,
    ): Promise<readonly (WriteOutcome | undefined)[]>;
  };

/** The same, with a shorter way for what seals nothing. */
export type PlainEventStore = PostgresEventStore & {
  /**
   * Calls a function of the service's and appends, all or nothing, in one statement: undefined if the call or the log
   * stands against any of it, one outcome for each request otherwise. A lost answer is `OutcomeUnknown`.
   */
  appendWith(
    call: WriteCall,
    requests: readonly WriteRequest[],
  ): Promise<readonly WriteOutcome[] | undefined>;
};

const BATCH_MAX = 512;
const QUEUE_MAX = 10_000;
const QUEUE_CHARACTERS_MAX = 67_108_864;

/** Opens the log in a schema. Appends of this process share transactions; those of other processes take turns. */
export function postgresEventStore(options: PostgresEventStoreOptions): PlainEventStore {
  const { database, nowMs = Date.now, batchMax = BATCH_MAX, queueMax = QUEUE_MAX } = options;
  const schema = schemaName(options.schema);
  const sources = { nowMs, newEventId: options.newEventId ?? uuidV7Source(nowMs) };
  const limits = { requestsMax: batchMax, charactersMax: LIMITS.requestBytesMax };
  const watch = appendWatch(options.onSent);
  const send = recallFirst({ database, schema }, (batch, follows) =>
    sendEach({ database, schema }, batch, follows),
  );
  const coordinator = new Coordinator(
    (batch, follows) => watch(batch, () => send(batch, follows)),
    {
      ...limits,
      queueMax,
      queueCharactersMax: QUEUE_CHARACTERS_MAX,
      ...(options.onBatch !== undefined && { onBatch: options.onBatch }),
    },
  );
  const writing = { database, schema, sources, limits, watch };
  const loader = new StreamLoader(database, schema);
  const reader = new EventReader(database, schema);

  return {
    async append(request: AppendRequest) {
      request.signal?.throwIfAborted();
      const prepared = prepareAppend(request, sources);
      if (isAppendRefusal(prepared)) return prepared;
      return coordinator.submit(prepared, request.signal);
    },
    async appendAll(request) {
      const parts = prepareAll(request, sources);
      if (isAppendRefusal(parts)) return parts;
      const outcomes = await watch(parts, () => sendTogether({ database, schema }, parts));
      return together(outcomes.filter((each) => each !== "not_applied"));
    },
    writeBatch: (items, write) => writeBatch(items, write, writing),
    appendWith: (call, requests) => appendWith(call, requests, writing),
    findCommands: (tenant, commands) => findCommands(database, schema, { tenant, commands }),
    loadStream: (wanted) => loader.load(wanted),
    saveSnapshot: (snapshot) => saveSnapshot(database, schema, { snapshot, nowMs }),
    readStream: (query) => reader.stream(query),
    readLog: (query) => reader.log(query),
    [Symbol.asyncDispose]: () => coordinator[Symbol.asyncDispose](),
  };
}
