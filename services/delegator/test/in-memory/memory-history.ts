import type {
  HistoryReader,
  HistoryState,
  HistoryWriter,
  RangeProgress,
} from "../../src/application/history.ts";
import type { Delegation } from "../../src/domain/delegation.ts";
import { type Ranked, rankRows } from "./rank-rows.ts";

/** A history in memory: whatever is written is durable at once. */
export type MemoryHistory = HistoryReader &
  HistoryWriter & {
    /** In the order of the ranks. */
    stored(): readonly Ranked<Delegation>[];
  };

const EMPTY: HistoryState = { mode: "empty", chainId: null, headLevel: 0, finalLevel: 0 };

export function memoryHistory(): MemoryHistory {
  let state = EMPTY;
  let rows: Ranked<Delegation>[] = [];
  let ranges = new Map<number, RangeProgress>();
  const stored = () => rows.toSorted((one, other) => one.g - other.g);
  return {
    stored,
    state: async () => state,
    ranges: async () => [...ranges.values()],
    rowsAbove: async (level) => stored().flatMap(({ row }) => (row.level > level ? [row] : [])),
    begin: async ({ chainId, headLevel, finalLevel, ranges: planned }) => {
      rows = [];
      ranges = new Map(planned.map((range) => [range.range, range]));
      state = { mode: "backfill", chainId, headLevel, finalLevel };
    },
    load: async (progress, page, onDurable) => {
      const { g, y } = page.ranks;
      rows.push(...[...page.rows].map((row, at) => ({ row, g: g + at, y: y[at] ?? 0 })));
      ranges.set(progress.range, progress);
      onDurable();
    },
    flush: async () => undefined,
    clear: async (range) => {
      const { from = -Infinity, to = Infinity } = range.years;
      rows = rows.filter(({ row }) => row.year < from || row.year >= to);
      ranges.set(range.range, { ...range, done: 0, lastId: 0, lastYear: 0, lastY: 0 });
    },
    reset: async () => {
      rows = [];
      ranges = new Map();
      state = { ...state, mode: "empty", finalLevel: 0 };
    },
    rank: async () => {
      ranges = new Map();
      state = { ...state, mode: "ranked" };
      return rows.length;
    },
    complete: async () => {
      state = { ...state, mode: "live" };
    },
    changeTip: async ({ retracted, added, head, final }) => {
      const taken = new Set(retracted.map(({ id }) => id));
      rows = stored().filter(({ row }) => !taken.has(row.id));
      const last = rows.at(-1);
      const { g = 0, y = 0 } = last ?? {};
      rows.push(...rankRows(added, { g, y, year: last?.row.year ?? 0 }));
      state = { ...state, headLevel: head, finalLevel: final.after };
      return rows.length;
    },
    diverge: async (reason) => {
      state = { ...state, mode: reason === null ? "live" : "diverged" };
    },
  };
}
