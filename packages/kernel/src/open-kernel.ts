import { setTimeout as rest } from "node:timers/promises";

import type { Decider, Refusal, Tagged } from "@holdfast/cqrs";
import type { EventReader } from "@holdfast/cqrs/catalogue";
import type { EventStore } from "@holdfast/cqrs/event-store";
import {
  type CommandHandling,
  handleCommands,
  type HandlingOptions,
} from "@holdfast/cqrs/handling";
import {
  runSubscription,
  type RunOptions,
  type Subscription,
  type SubscriptionStore,
} from "@holdfast/cqrs/subscriptions";
import type { Sealing } from "@holdfast/erasure";
import type { Database, Transaction } from "@holdfast/postgres";
import {
  type AppendSent,
  type PlainEventStore,
  type PostgresEventStore,
  postgresEventStore,
  type PostgresEventStoreOptions,
  postgresSubscriptions,
  reapCommands,
} from "@holdfast/postgres/event-store";
import type { Notary } from "@holdfast/postgres/notary";
import { type PostgresTimers, postgresTimers } from "@holdfast/postgres/timers";
import { type Process, type ProcessHost, runProcess, type TimerStore } from "@holdfast/processes";
import type { Metrics } from "@holdfast/telemetry";
import type { Tracer } from "@opentelemetry/api";

import { appendSpans } from "./append-spans.ts";
import { countedCommands } from "./counted-commands.ts";
import { finishErasures, followKeys } from "./follow-keys.ts";
import { kernelMetrics } from "./kernel-metrics.ts";
import { LagGauges } from "./lag-gauges.ts";
import { notaryBatches, runNotary } from "./run-notary.ts";
import { type SealedParts, sealedParts } from "./sealed-parts.ts";
import { tracedCommands } from "./traced-commands.ts";
import { type Reaction, tracedSubscription } from "./traced-subscription.ts";

/** Where a service's log is, and who watches it. */
export type KernelOptions = {
  /** As the `app` role: commands. */
  readonly database: Database;
  /** As the `system` role: subscriptions, and forgetting old commands. */
  readonly systemDatabase: Database;
  readonly schema: string;
  /** What is personal and how it is sealed; left out, the log holds everything as it is said. */
  readonly sealing?: Sealing | undefined;
  /** Finishes erasures that died half-way; run at the start, until it has passed: `unfinishedErasures(…)`. */
  readonly unfinishedErasures?: (() => Promise<unknown>) | undefined;
  /** Left out, nothing is counted. */
  readonly metrics?: Metrics | undefined;
  /** `registeredTracer(…)`; undefined, nothing is made for traces. */
  readonly tracer?: Tracer | undefined;
  /** Milliseconds since 1970; `Date.now`. */
  readonly nowMs?: () => number;
  /** Added to the database's clock, which leases and timers go by; 0. For tests. */
  readonly clockOffsetMs?: () => number;
  /** From 0 up to 1; `Math.random`. */
  readonly random?: () => number;
  /** For logs: what is tried again, and snapshots that were not taken. */
  readonly onError?: (error: unknown, where: string) => void;
};

/** What a decider's commands need besides the kernel. */
export type CommandOptions<Command extends Tagged, State, Event extends Tagged, Context> = Pick<
  HandlingOptions<Command, State, Event, Context>,
  "context" | "answer" | "namesNobody" | "cacheSize" | "snapshots"
> & {
  /** Another door to the same log; that of the kernel if left out. */
  readonly store?: EventStore;
  readonly catalogue: EventReader<Event>;
};

/** How a subscription is run; the rest is the kernel's. */
export type FollowOptions = Pick<
  RunOptions<Transaction>,
  "owner" | "signal" | "leaseMs" | "batchMax" | "catchUpMax" | "batchBytesMax" | "gatherMs"
>;

/** How a notary is run. */
export type NotaryRunOptions = Pick<RunOptions<Transaction>, "owner" | "signal" | "leaseMs">;

/** How a process is run. */
export type ProcessOptions = NotaryRunOptions & {
  /** A timer whose owner died is delivered by another after this; 30 s. Longer than a delivery takes. */
  readonly timerLeaseMs?: number;
};

/** The kernel of a service: its log, and the two doors to it that know why something is done and tell of it. */
export type Kernel = AsyncDisposable & {
  readonly store: PostgresEventStore;
  /**
   * The log beneath the sealing, for whoever writes nothing personal there and finds commands by SQL of its own: what is
   * marked would be stored in the clear. Without `sealing` it is `store`.
   */
  readonly unsealed: PlainEventStore;
  readonly subscriptions: SubscriptionStore<Transaction>;
  /** The door for commands of one decider. Throws `MarksMissing` if personal data is sealed and a type of event has no marks. */
  commands<
    Command extends Tagged,
    State,
    Event extends Tagged,
    RefusalType extends Refusal,
    Context,
  >(
    decider: Decider<Command, State, Event, RefusalType, Context>,
    options: CommandOptions<Command, State, Event, Context>,
  ): CommandHandling<Command, Event, RefusalType>;
  /** Follows the log until the signal aborts; see `runSubscription`. */
  follow(subscription: Subscription<Transaction> | Reaction, options: FollowOptions): Promise<void>;
  /** The timers of the service's processes. */
  readonly timers: TimerStore;
  /** Runs a kind of process until the signal aborts; see `runProcess`. */
  runProcess<Message extends Tagged, State, Command extends Tagged, Timeout extends Tagged>(
    kind: Process<Message, State, Command, Timeout>,
    options: ProcessOptions,
  ): Promise<void>;
  /** Seals the log until the signal aborts; see `runNotary`. */
  runNotary(notary: Notary, options: NotaryRunOptions): Promise<void>;
  /** Forgets commands older than 35 days, now and once a day, until the signal aborts. */
  reap(signal: AbortSignal): Promise<void>;
};

/**
 * A busy log is looked at so often, and not with each commit; what a process hears may be so late, or four times where it
 * has not wanted anything for long.
 */
const PROCESS_GATHER_MS = 25;

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Opens the kernel of a service. Disposal waits for what was appended; the databases stay open. */
export function openKernel(options: KernelOptions): Kernel {
  const { schema, systemDatabase, sealing, clockOffsetMs = () => 0, onError } = options;
  const watch = options.metrics === undefined ? undefined : kernelMetrics(options.metrics);
  const place = { database: systemDatabase, schema, clockOffsetMs };
  const parts = {
    store: postgresEventStore(storeOptions(options, watch)),
    subscriptions: postgresSubscriptions(place),
  };
  const sealed = sealedParts(parts, sealing);
  const { store, subscriptions } = sealed;
  const timers = timersOf(place, sealed);
  const commands = commandsOf(options, sealed, watch);
  const follow = followOf(options, sealed, watch);
  const host: Omit<ProcessHost, "signal" | "follow"> = {
    timers,
    sleep,
    monotonicMs: () => performance.now(),
    ...(onError !== undefined && {
      onError: (error: unknown, where: string) => onError(sealed.telling(error), where),
    }),
    ...(watch !== undefined && { onFired: watch.onFired }),
    commands,
  };
  const over = new AbortController();
  const tended = tendErasures(options, over.signal);
  return {
    store,
    unsealed: parts.store,
    subscriptions,
    timers,
    commands,
    follow,
    runProcess: (kind, { signal, timerLeaseMs, ...running }) =>
      runProcess(kind, {
        ...host,
        signal,
        timerLeaseMs,
        follow: (subscription, until) =>
          follow(subscription, { gatherMs: PROCESS_GATHER_MS, ...running, signal: until }),
      }),
    runNotary: (notary, { signal, ...running }) =>
      runNotary(notary, {
        sleep,
        signal,
        onError,
        isTransient: (error) => parts.subscriptions.isTransient(error),
        follow: (subscription, until) =>
          follow(subscription, { ...notaryBatches, ...running, signal: until }),
      }),
    reap: (signal) => reap(options, signal),
    async [Symbol.asyncDispose]() {
      over.abort();
      await tended;
      await timers[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

function timersOf(
  place: Pick<Parameters<typeof postgresTimers>[0], "database" | "schema" | "clockOffsetMs">,
  { store, subscriptions }: SealedParts,
): PostgresTimers {
  const watch: TimerStore["watch"] = (onGrown, signal) => subscriptions.watch(onGrown, signal);
  return {
    ...postgresTimers({ ...place, store, watch }),
    isTransient: (error) => subscriptions.isTransient(error),
  };
}

async function tendErasures(
  { sealing, unfinishedErasures, onError }: KernelOptions,
  signal: AbortSignal,
): Promise<void> {
  const hearing = { sleep, signal, onError };
  await Promise.all([
    sealing && followKeys(sealing.keys, hearing),
    unfinishedErasures && finishErasures(unfinishedErasures, hearing),
  ]);
}

async function reap(
  { schema, systemDatabase, nowMs = Date.now, onError }: KernelOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const run = { database: systemDatabase, schema, nowMs, sleep, signal };
    await reapCommands(run).catch((error: unknown) => onError?.(error, "reaping"));
    await sleep(DAY_MS, signal).catch(() => undefined);
  }
}

type Watch = ReturnType<typeof kernelMetrics> | undefined;

function sleep(ms: number, signal: AbortSignal): Promise<unknown> {
  return rest(ms, undefined, { signal });
}

function commandsOf(
  { tracer, random = Math.random, onError }: KernelOptions,
  { store, handling, telling, expectMarks, commands: sealedCommands }: SealedParts,
  watch: Watch,
): Kernel["commands"] {
  return (decider, { catalogue, snapshots, ...own }) => {
    expectMarks(Object.keys(catalogue.schemaVersions));
    const tell = (error: unknown): void =>
      onError?.(telling(error), `snapshots of ${snapshots?.reducer ?? ""}`);
    const inner = handleCommands(decider, {
      store,
      ...own,
      ...catalogue,
      ...handling,
      ...(snapshots !== undefined && { snapshots: { onError: tell, ...snapshots } }),
      ...(watch !== undefined && { observer: watch.observer }),
      random,
      sleep: (ms) => rest(ms),
    });
    return tracedCommands(countedCommands(sealedCommands(inner), watch?.onHandled), tracer);
  };
}

function followOf(
  { metrics, tracer, nowMs = Date.now, onError }: KernelOptions,
  { subscriptions: store, followed, telling }: SealedParts,
  watch: Watch,
): Kernel["follow"] {
  const lag = metrics === undefined ? undefined : new LagGauges(metrics, store);
  return (subscription, running) => {
    lag?.follow(subscription);
    const told = watch?.running(subscription);
    return runSubscription(tracedSubscription(followed(subscription), tracer), {
      store,
      nowMs,
      sleep,
      ...told,
      onError(error) {
        told?.onError?.(error);
        onError?.(telling(error), subscription.name);
      },
      ...running,
    });
  };
}

/** Without anybody to tell, the store does not even look. */
function storeOptions(
  { database, schema, nowMs, tracer }: KernelOptions,
  watch: Pick<ReturnType<typeof kernelMetrics>, "onBatch" | "onSent"> | undefined,
): PostgresEventStoreOptions {
  const spans = tracer === undefined ? undefined : appendSpans(tracer, nowMs ?? Date.now);
  const all = [watch?.onSent, spans].filter((each) => each !== undefined);
  return {
    database,
    schema,
    ...(nowMs !== undefined && { nowMs }),
    ...(watch !== undefined && { onBatch: watch.onBatch }),
    ...(all.length > 0 && {
      onSent(sent: AppendSent) {
        for (const tell of all) tell(sent);
      },
    }),
  };
}
