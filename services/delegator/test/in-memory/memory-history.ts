import type {
  CaughtUpTelling,
  HistoryReader,
  HistoryState,
  HistoryWriter,
  RangeProgress,
} from "../../src/application/history.ts";
import type { ChainSyncEvent } from "../../src/domain/chain-sync-event.ts";
import type { Delegation } from "../../src/domain/delegation.ts";
import { type Ranked, rankRows } from "./rank-rows.ts";

/** A history in memory: whatever is written is durable at once. */
export type MemoryHistory = HistoryReader &
  HistoryWriter & {
    /** In the order of the ranks. */
    stored(): readonly Ranked<Delegation>[];
    /** The events of all that was written. */
    told(): readonly ChainSyncEvent[];
  };

/** Nobody looks at it. */
const NO_DIGEST = "0".repeat(64);

const EMPTY: HistoryState = {
  mode: "empty",
  chainId: null,
  headLevel: 0,
  finalLevel: 0,
  isTold: false,
};

export function memoryHistory(): MemoryHistory {
  return new Tables();
}

class Tables implements MemoryHistory {
  #state = EMPTY;
  #rows: Ranked<Delegation>[] = [];
  #ranges = new Map<number, RangeProgress>();
  readonly #told: ChainSyncEvent[] = [];

  readonly stored = (): readonly Ranked<Delegation>[] =>
    this.#rows.toSorted((one, other) => one.g - other.g);
  readonly told = (): readonly ChainSyncEvent[] => this.#told;
  readonly state = async (): Promise<HistoryState> => this.#state;
  readonly ranges = async (): Promise<readonly RangeProgress[]> => [...this.#ranges.values()];
  readonly rowsAbove = async (level: number): Promise<readonly Delegation[]> =>
    this.stored().flatMap(({ row }) => (row.level > level ? [row] : []));
  readonly flush = async (): Promise<void> => undefined;

  readonly begin: HistoryWriter["begin"] = async ({ ranges, ...plan }, events) => {
    this.#told.push(...events);
    this.#rows = [];
    this.#ranges = new Map(ranges.map((range) => [range.range, range]));
    this.#state = { mode: "backfill", ...plan, isTold: true };
  };

  readonly load: HistoryWriter["load"] = async (progress, page, { events, onDurable }) => {
    this.#told.push(...events(NO_DIGEST));
    const { g, y } = page.ranks;
    this.#rows.push(...[...page.rows].map((row, at) => ({ row, g: g + at, y: y[at] ?? 0 })));
    this.#ranges.set(progress.range, progress);
    onDurable();
  };

  readonly clear: HistoryWriter["clear"] = async (range, events) => {
    this.#told.push(...events);
    const { from = -Infinity, to = Infinity } = range.years;
    this.#rows = this.#rows.filter(({ row }) => row.year < from || row.year >= to);
    this.#ranges.set(range.range, { ...range, done: 0, lastId: 0, lastYear: 0, lastY: 0 });
  };

  readonly reset: HistoryWriter["reset"] = async (events) => {
    this.#told.push(...events);
    this.#rows = [];
    this.#ranges = new Map();
    this.#state = { ...this.#state, mode: "empty", finalLevel: 0 };
  };

  readonly rank: HistoryWriter["rank"] = async (caughtUp) => {
    await this.#tellEnd(caughtUp);
    this.#ranges = new Map();
    this.#state = { ...this.#state, mode: "ranked" };
    return this.#rows.length;
  };

  readonly complete: HistoryWriter["complete"] = async (caughtUp) => {
    await this.#tellEnd(caughtUp);
    this.#state = { ...this.#state, mode: "live" };
  };

  readonly changeTip: HistoryWriter["changeTip"] = async (change, events) => {
    const { retracted, added, head, final } = change;
    this.#told.push(...events);
    const taken = new Set(retracted.map(({ id }) => id));
    this.#rows = this.stored().filter(({ row }) => !taken.has(row.id));
    const last = this.#rows.at(-1);
    const { g = 0, y = 0 } = last ?? {};
    this.#rows.push(...rankRows(added, { g, y, year: last?.row.year ?? 0 }));
    const mode = change.isResolved ? "live" : this.#state.mode;
    this.#state = { ...this.#state, mode, headLevel: head, finalLevel: final.after };
    return this.#rows.length;
  };

  readonly adopt: HistoryWriter["adopt"] = async (events) => {
    this.#told.push(...events);
    this.#state = { ...this.#state, isTold: true };
  };

  readonly diverge: HistoryWriter["diverge"] = async (_reason, events) => {
    this.#told.push(...events);
    this.#state = { ...this.#state, mode: "diverged" };
  };

  async #tellEnd(caughtUp: CaughtUpTelling | undefined): Promise<void> {
    if (caughtUp === undefined) return;
    this.#told.push(...caughtUp.events(await this.rowsAbove(caughtUp.above)));
  }
}
