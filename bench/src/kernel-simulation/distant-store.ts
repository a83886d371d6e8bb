import { type EventStore, OutcomeUnknown, Overloaded } from "@holdfast/cqrs/event-store";
import type { InMemoryTransaction, SubscriptionStore } from "@holdfast/cqrs/subscriptions";

import { Away } from "./away.ts";
import type { Host } from "./host.ts";

type Subscriptions = SubscriptionStore<InMemoryTransaction>;

/** The log and the checkpoints themselves, and who is told that the log has grown. */
export type Database = {
  readonly events: EventStore;
  readonly subscriptions: Subscriptions;
  /** Told when a checkpoint may have moved. */
  readonly onMoved: () => void;
  /** What each process has its own told by. */
  readonly listeners: Set<Set<() => void>>;
};

/** Appends of one process that may be under way at a time. */
const QUEUE_MAX = 12;

const away = (isApplied: boolean): Error => new Away(isApplied ? "unknown" : "not_applied");
const unknown = (isApplied: boolean): Error =>
  isApplied ? new OutcomeUnknown(new Away("unknown")) : new Away("not_applied");

/** The event store as a process sees it, over its way to the database. */
export function distantEvents(host: Host, { events }: Database): EventStore {
  let waiting = 0;
  const write = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (waiting >= QUEUE_MAX) throw new Overloaded(waiting);
    waiting += 1;
    try {
      return await host.ask(ask, unknown);
    } finally {
      waiting -= 1;
    }
  };
  return {
    append: (request) => write(() => events.append(request)),
    appendAll: (request) => write(() => events.appendAll(request)),
    findCommands: (tenant, commands) => host.ask(() => events.findCommands(tenant, commands), away),
    loadStream: (stream) => host.ask(() => events.loadStream(stream), away),
    saveSnapshot: (snapshot) => host.ask(() => events.saveSnapshot(snapshot), away),
    readStream: (query) => host.ask(() => events.readStream(query), away),
    readLog: (query) => host.ask(() => events.readLog(query), away),
  };
}

/** The store of checkpoints as a process sees it. */
export function distantSubscriptions(host: Host, database: Database): Subscriptions {
  const { subscriptions: store, onMoved } = database;
  const listeners = new Set<() => void>();
  database.listeners.add(listeners);
  host.onDeath(() => database.listeners.delete(listeners));
  const ask = <T>(ask: () => Promise<T>): Promise<T> => host.ask(ask, away);
  const move = <T>(move: () => Promise<T>): Promise<T> => ask(() => move().finally(onMoved));
  return {
    claim: (id, request) => ask(() => store.claim(id, request)),
    renew: (holding, turn) => ask(() => store.renew(holding, turn)),
    release: (holding) => ask(() => store.release(holding)),
    readPage: (query) => ask(() => store.readPage(query)),
    head: () => ask(() => store.head()),
    advance: (step, work) =>
      move(() => store.advance(step, (tx) => host.inTransaction(() => work(tx)))),
    stop: (holding, failure) => ask(() => store.stop(holding, failure)),
    resume: (id) => ask(() => store.resume(id)),
    parked: (id, max, after) => ask(() => store.parked(id, max, after)),
    askReplay: (parked) => ask(() => store.askReplay(parked)),
    replaysAsked: (id, max) => ask(() => store.replaysAsked(id, max)),
    parkAgain: (parked, error) => ask(() => store.parkAgain(parked, error)),
    unpark: (address, work) =>
      move(() => store.unpark(address, (tx) => host.inTransaction(() => work(tx)))),
    switchRevision: (change, work) =>
      move(() => store.switchRevision(change, (tx) => host.inTransaction(() => work(tx)))),
    position: (id) => ask(() => store.position(id)),
    status: (id) => ask(() => store.status(id)),
    async watch(onGrown, signal) {
      listeners.add(onGrown);
      await store.watch(onGrown, signal);
      listeners.delete(onGrown);
    },
    isTransient: (error) => error instanceof Away,
  };
}
