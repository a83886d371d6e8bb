import { type Clock } from "./clock.ts";
import { type HistoryReader, type HistoryState } from "./history.ts";
import { type MirrorView, type Provisional } from "./list-delegations.ts";
import { type SyncFact } from "./sync-fact.ts";

/** How often a process that does not ingest itself looks whether the history has been loaded. */
const LOOK_MS = 1_000;

const LOADING: MirrorView = { isRanked: false, provisional: undefined, done: 0 };

/** What this process knows of the synchronisation, from its own ingester and from the database. */
export class MirrorWatch {
  #view = LOADING;
  /** The history has been loaded to the end: from then on it is only replaced at once. */
  #isLoaded = false;
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
    if (fact.type === "HistoryRefused") this.#view = LOADING;
    if (fact.type === "PageIngested") {
      this.#view = { ...this.#view, done: fact.total === 0 ? 0 : fact.done / fact.total };
    }
  };

  /** Looks once; the state found, or undefined when the database does not answer. */
  async look(): Promise<HistoryState | undefined> {
    const state = await this.#reader.state().catch(() => undefined);
    if (state !== undefined) await this.#follow(state);
    return state;
  }

  async #follow({ mode }: HistoryState): Promise<void> {
    if (mode !== "empty" && mode !== "backfill") {
      this.#isLoaded ||= mode !== "ranked";
      this.#ranked();
      return;
    }
    // Ranked before and thrown away since.
    if (this.#view.isRanked) this.#view = LOADING;
    if (mode === "backfill") await this.#lookAtProgress();
  }

  /** Another instance may be the one that loads. */
  async #lookAtProgress(): Promise<void> {
    const ranges = await this.#reader.ranges().catch(() => []);
    const expected = ranges.reduce((sum, range) => sum + (range.expected ?? 0), 0);
    const done = ranges.reduce((sum, range) => sum + range.done, 0);
    if (expected > 0 && !this.#view.isRanked) this.#view = { ...this.#view, done: done / expected };
  }

  /** Looks until the history is loaded: it stays so. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!this.#isLoaded && !signal.aborted) {
      await this.look();
      if (!this.#isLoaded) await this.#clock.sleep(LOOK_MS, signal).catch(() => undefined);
    }
  }

  #ranked(): void {
    this.#view = { isRanked: true, provisional: undefined, done: 1 };
  }
}
