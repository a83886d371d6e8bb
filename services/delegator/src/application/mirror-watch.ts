import type { Clock } from "./clock.ts";
import type { HistoryReader, HistoryState } from "./history.ts";
import type { MirrorView, Provisional } from "./list-delegations.ts";
import type { SyncFact } from "./sync-fact.ts";

/** How often a process that does not ingest itself looks whether the history has been ranked. */
const LOOK_MS = 1_000;

/** What this process knows of the synchronisation, from its own ingester and from the database. */
export class MirrorWatch {
  #view: MirrorView = { isRanked: false, provisional: undefined, done: 0 };
  readonly #reader: HistoryReader;
  readonly #clock: Clock;

  constructor(reader: HistoryReader, clock: Clock) {
    this.#reader = reader;
    this.#clock = clock;
  }

  readonly view = (): MirrorView => this.#view;

  readonly showProvisional = (provisional: Provisional): void => {
    this.#view = { ...this.#view, provisional };
  };

  readonly hear = (fact: SyncFact): void => {
    if (fact.type === "HistoryRanked") this.#ranked();
    if (fact.type === "PageIngested") {
      this.#view = { ...this.#view, done: fact.total === 0 ? 0 : fact.done / fact.total };
    }
  };

  /** Looks once; the state found, or undefined when the database does not answer. */
  async look(): Promise<HistoryState | undefined> {
    const state = await this.#reader.state().catch(() => undefined);
    if (state?.mode === "backfill") await this.#lookAtProgress();
    else if (state !== undefined && state.mode !== "empty") this.#ranked();
    return state;
  }

  /** Another instance may be the one that loads. */
  async #lookAtProgress(): Promise<void> {
    const ranges = await this.#reader.ranges().catch(() => []);
    const expected = ranges.reduce((sum, range) => sum + (range.expected ?? 0), 0);
    const done = ranges.reduce((sum, range) => sum + range.done, 0);
    if (expected > 0 && !this.#view.isRanked) this.#view = { ...this.#view, done: done / expected };
  }

  /** Looks until the history is ranked: it stays so. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!this.#view.isRanked && !signal.aborted) {
      await this.look();
      if (!this.#view.isRanked) await this.#clock.sleep(LOOK_MS, signal).catch(() => undefined);
    }
  }

  #ranked(): void {
    this.#view = { isRanked: true, provisional: undefined, done: 1 };
  }
}
