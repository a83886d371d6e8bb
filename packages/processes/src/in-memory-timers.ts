import {
  type AppendOutcome,
  type AppendRequest,
  type EventStore,
  isAppendRefusal,
} from "@holdfast/cqrs/event-store";

import { cancelInHistory } from "./cancel-in-history.ts";
import { timerChanges } from "./timer-changes.ts";
import type {
  ClaimedTimers,
  DueTimer,
  OneTimer,
  RunningTimer,
  TimerAddress,
  TimersWanted,
  TimerStore,
} from "./timer-store.ts";

type Kept = RunningTimer & { readonly attempts: number; readonly nextAtMs: number };

type Options = { readonly events: EventStore; readonly nowMs: () => number };

/** Timers for tests and trials, beside an event store in memory; they are forgotten with the process. */
export function inMemoryTimers(options: Options): TimerStore {
  const kept = new KeptTimers(options);
  const events: EventStore = { ...options.events, append: (request) => kept.append(request) };
  return {
    events,
    claim: async (wanted) => kept.claim(wanted),
    drop: async (timer) => kept.drop(timer),
    postpone: async (timer, reason) => kept.postpone(timer, reason),
    running: async (query) => kept.running(query),
    cancel: async (timer, by) => (await cancelInHistory(events, timer, by)) || kept.forget(timer),
    fire: async (timer) => kept.fire(timer),
    nowMs: async () => options.nowMs(),
    watch: (onSet, signal) => kept.watch(onSet, signal),
    isTransient: () => false,
  };
}

class KeptTimers {
  readonly #options: Options;
  readonly #kept = new Map<string, Kept>();
  readonly #watchers = new Set<() => void>();

  constructor(options: Options) {
    this.#options = options;
  }

  async append(request: AppendRequest): Promise<AppendOutcome> {
    const outcome = await this.#options.events.append(request);
    if (!isAppendRefusal(outcome) && outcome.status === "ok") this.#apply(request);
    return outcome;
  }

  claim({ category, max, leaseMs }: TimersWanted): ClaimedTimers {
    const nowMs = this.#options.nowMs();
    const mine = [...this.#kept.values()]
      .filter(({ streamId }) => streamId.split("-", 1)[0] === category)
      .toSorted((a, b) => a.nextAtMs - b.nextAtMs);
    const due = mine.filter(({ nextAtMs }) => nextAtMs <= nowMs).slice(0, max);
    const timers = due.map((each): DueTimer => {
      const attempts = each.attempts + 1;
      this.#kept.set(keyOf(each), { ...each, attempts, nextAtMs: nowMs + leaseMs });
      const { tenant, streamId, timer, number, dueAt, correlationId } = each;
      return { tenant, streamId, timer, number, dueAt, correlationId, attempts };
    });
    const next = mine[due.length];
    return { timers, nowMs, nextInMs: next === undefined ? undefined : next.nextAtMs - nowMs };
  }

  drop(timer: DueTimer): void {
    if (this.#held(timer) !== undefined) this.#kept.delete(keyOf(timer));
  }

  postpone(timer: DueTimer, reason: { readonly forMs: number; readonly error: string }): void {
    const found = this.#held(timer);
    if (found === undefined) return;
    const failed = { failures: found.failures + 1, lastError: reason.error };
    // The clock may have gone back since.
    const nextAtMs = Math.max(found.dueAt.getTime(), this.#options.nowMs() + reason.forMs);
    this.#kept.set(keyOf(timer), { ...found, ...failed, nextAtMs });
  }

  running(query: { readonly tenant?: string; readonly max: number }): readonly RunningTimer[] {
    return [...this.#kept.values()]
      .filter(({ tenant }) => query.tenant === undefined || tenant === query.tenant)
      .toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
      .slice(0, query.max)
      .map(({ attempts: _attempts, nextAtMs: _nextAtMs, ...timer }) => timer);
  }

  forget(timer: OneTimer): boolean {
    return this.#one(timer) !== undefined && this.#kept.delete(keyOf(timer));
  }

  fire(timer: OneTimer): boolean {
    const found = this.#one(timer);
    if (found === undefined) return false;
    this.#kept.set(keyOf(timer), { ...found, nextAtMs: this.#options.nowMs() });
    return true;
  }

  async watch(onSet: () => void, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    this.#watchers.add(onSet);
    await promise;
    this.#watchers.delete(onSet);
  }

  #one(timer: OneTimer): Kept | undefined {
    const found = this.#kept.get(keyOf(timer));
    return found?.number === timer.number ? found : undefined;
  }

  #held(timer: DueTimer): Kept | undefined {
    const found = this.#one(timer);
    return found?.attempts === timer.attempts ? found : undefined;
  }

  #apply(request: AppendRequest): void {
    for (const { set, ...address } of timerChanges(request)) {
      if (set === undefined) {
        this.#kept.delete(keyOf(address));
        continue;
      }
      const dueAt = new Date(set.dueAt);
      const fresh = { attempts: 0, failures: 0, lastError: undefined, nextAtMs: dueAt.getTime() };
      this.#kept.set(keyOf(address), { ...address, ...set, dueAt, ...fresh });
      for (const ring of this.#watchers) ring();
    }
  }
}

function keyOf({ tenant, streamId, timer }: TimerAddress): string {
  return `${tenant} ${streamId}\0${timer}`;
}
