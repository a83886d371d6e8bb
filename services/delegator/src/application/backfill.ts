import { evolveAll } from "@holdfast/cqrs";

import { type ChainSyncState, MARGIN_LEVELS } from "../domain/chain-sync-state.ts";
import { chainSync } from "../domain/chain-sync.ts";
import type { LoadCommand } from "../domain/decide-load.ts";
import { DelegationPage } from "../domain/delegation-page.ts";
import { ranksAfter } from "../domain/ranks.ts";
import type { Clock } from "./clock.ts";
import { decided } from "./decided.ts";
import type {
  BackfillPlan,
  CaughtUpTelling,
  Events,
  HistoryState,
  LoadedHistory,
  RangeProgress,
} from "./history.ts";
import type { Opening } from "./opening.ts";
import { type FirstPages, planBackfill } from "./plan-backfill.ts";
import { RangeMismatch } from "./range-mismatch.ts";
import { rangeRows } from "./range-rows.ts";
import type { Tell } from "./sync-fact.ts";
import { unlessAborted } from "./unless-aborted.ts";
import type { Upstream, UpstreamPage } from "./upstream.ts";

/** A range that does not match its count so often is not the problem: the counts are, and the plan is made anew. */
const RANGE_ATTEMPTS_MAX = 3;

export type BackfillPorts = {
  readonly upstream: Upstream;
  readonly history: LoadedHistory;
  readonly clock: Clock;
  readonly tell: Tell;
  /** Ranges to load side by side. */
  readonly ranges: number;
  /** The upstream allows so few requests that a load waits for it. */
  readonly isPaced: boolean;
  /** What is served while a history is loaded beside it. */
  readonly served?: ChainSyncState;
};

/** Loads the whole history up to the opening's final level, or resumes a load; every row is ranked when it returns. */
export async function backfill(
  ports: BackfillPorts,
  opening: Opening,
  signal: AbortSignal,
): Promise<void> {
  const { history, tell, clock } = ports;
  const plan = await openPlan(ports, opening, signal);
  try {
    await new Load(ports, plan, opening).run(signal);
    const started = clock.monotonic();
    // What is loaded beside a served history is caught up with when it takes its place.
    const caughtUp = ports.served === undefined ? catchingUp(plan.mirror, plan) : undefined;
    const rows = await history.rank(caughtUp);
    tell({ type: "HistoryRanked", rows, indexMs: clock.monotonic() - started });
  } catch (error) {
    if (error instanceof RangeMismatch) {
      await history.reset(decided(plan.mirror, { type: "DiscardLoad", reason: error.message }));
    }
    throw error;
  }
}

/** How the end of a load is told: with the newest rows, which may still be compared with the chain. */
export function catchingUp(
  mirror: ChainSyncState,
  { finalLevel, headLevel: head }: Pick<BackfillPlan, "finalLevel" | "headLevel">,
): CaughtUpTelling {
  return {
    above: Math.max(0, finalLevel - MARGIN_LEVELS),
    events: (rows) => decided(mirror, { type: "CatchUp", head, rows }),
  };
}

/** The mirror while a history is loaded: the only one, or one beside what is served. */
export function loadingMirror(
  { chainId, finalLevel }: Pick<HistoryState, "chainId" | "finalLevel">,
  ranges: readonly RangeProgress[],
  served: ChainSyncState | undefined,
): ChainSyncState {
  const begun = ranges.filter(({ lastId }) => lastId > 0);
  const reached = Object.fromEntries(begun.map(({ range, lastId }) => [range, lastId]));
  const load = { finalLevel, reached };
  if (served !== undefined && "window" in served.mirror) {
    return { ...served, mirror: { ...served.mirror, load } };
  }
  const mirror = { phase: "loading", chainId: chainId ?? "", load } as const;
  return { ...chainSync.initialState(), mirror };
}

type OpenPlan = Pick<BackfillPlan, "headLevel" | "finalLevel" | "ranges"> & {
  readonly mirror: ChainSyncState;
  readonly firstPages?: FirstPages;
};

function total(ranges: readonly RangeProgress[], key: "expected" | "done"): number {
  return ranges.reduce((sum, range) => sum + (range[key] ?? 0), 0);
}

async function openPlan(
  ports: BackfillPorts,
  opening: Opening,
  signal: AbortSignal,
): Promise<OpenPlan> {
  const { history, tell } = ports;
  const state = await history.state();
  if (state.mode === "backfill") {
    const ranges = await history.ranges();
    const { headLevel, finalLevel } = state;
    const facts = { ranges: ranges.length, rows: total(ranges, "expected") };
    tell({ type: "SyncResumed", finalLevel, ...facts, done: total(ranges, "done") });
    return { headLevel, finalLevel, ranges, mirror: loadingMirror(state, ranges, ports.served) };
  }
  const planned = opening.plan ?? planBackfill(ports, opening, signal);
  const plan = await unlessAborted(planned, signal);
  const before = ports.served ?? chainSync.initialState();
  const { chainId, finalLevel } = plan;
  const events =
    ports.served === undefined
      ? decided(before, { type: "Start", chainId, finalLevel })
      : decided(before, { type: "Rebuild", finalLevel });
  await history.begin(plan, events, ports.isPaced);
  const facts = { ranges: plan.ranges.length, rows: total(plan.ranges, "expected") };
  tell({ type: "SyncStarted", finalLevel, ...facts });
  return { ...plan, mirror: evolveAll(chainSync, before, events) };
}

/** What is here already of a range, or on its way. */
type Fetched = {
  /** Its newest rows. */
  readonly held: DelegationPage;
  /** Its first page. */
  readonly early: Promise<UpstreamPage> | undefined;
};

const NOTHING: Fetched = { held: DelegationPage.of([]), early: undefined };

/** One run over all ranges of a plan. */
class Load {
  readonly #ports: BackfillPorts;
  readonly #plan: OpenPlan;
  readonly #newest: DelegationPage;
  readonly #total: number;
  #done: number;
  #mirror: ChainSyncState;

  constructor(ports: BackfillPorts, plan: OpenPlan, opening: Opening) {
    this.#ports = ports;
    this.#plan = plan;
    this.#mirror = plan.mirror;
    // The newest page is here already: it is the tail of the last ranges, unless the plan reaches beyond it.
    const isCovered = plan.finalLevel <= opening.finalLevel;
    this.#newest = isCovered
      ? opening.rows.between(0, firstFrom(opening.rows.columns.level, plan.finalLevel + 1))
      : DelegationPage.of([]);
    this.#total = total(plan.ranges, "expected");
    this.#done = total(plan.ranges, "done");
  }

  async run(signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const either = AbortSignal.any([signal, failed.signal]);
    const loads = this.#plan.ranges.map(async (range) => {
      try {
        await this.#loadRange(range, either);
      } catch (error) {
        failed.abort(error); // The other ranges would only fetch what nobody will write.
        throw error;
      }
    });
    const outcomes = await Promise.allSettled(loads);
    // What is queued is written, or refused, before anything else is told: that the load is thrown away, or the lead.
    if (outcomes.some(({ status }) => status === "rejected")) {
      await this.#ports.history.flush().catch(() => undefined);
    }
    if (failed.signal.aborted) throw failed.signal.reason;
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    await this.#ports.history.flush();
  }

  async #loadRange(start: RangeProgress, signal: AbortSignal): Promise<void> {
    let range = start;
    for (let attempt = 1; ; attempt += 1) {
      const fetched = attempt === 1 ? this.#fetched(range) : NOTHING;
      const found = await this.#attemptRange(range, fetched, signal);
      if (found === (range.expected ?? found)) return;
      if (attempt === RANGE_ATTEMPTS_MAX) throw new RangeMismatch(mismatch(range, found));
      range = await this.#restart(range, found);
    }
  }

  async #restart(range: RangeProgress, found: number): Promise<RangeProgress> {
    const { history, tell } = this.#ports;
    await history.flush();
    await history.clear(range, this.#happens({ type: "DiscardRange", range: range.range }));
    this.#done = total(await history.ranges(), "done");
    tell({ type: "RangeRestarted", range: range.range, expected: range.expected, found });
    return { ...range, done: 0, lastId: 0, lastYear: 0, lastY: 0 };
  }

  /** Loads what is missing of a range; the number of rows found, which should be the number expected. */
  async #attemptRange(
    start: RangeProgress,
    { held, early }: Fetched,
    signal: AbortSignal,
  ): Promise<number> {
    const bound = start.expected ?? Infinity;
    const request = {
      stretch: {
        years: start.years,
        levelMax: this.#plan.finalLevel,
        afterId: start.lastId,
        beforeId: held.at(0)?.id,
      },
      expected: start.expected === null ? null : start.expected - start.done - held.length,
      early,
    };
    let range = start;
    for await (const rows of rangeRows(this.#ports.upstream, request, signal)) {
      const found = range.done + rows.length + held.length;
      if (found > bound) return found;
      range = await this.#write(range, rows);
    }
    const found = range.done + held.length;
    return found === (range.expected ?? found) ? (await this.#write(range, held)).done : found;
  }

  #fetched({ range, years, lastId }: RangeProgress): Fetched {
    const { from = -Infinity, to = Infinity } = years;
    const { id, year } = this.#newest.columns;
    const start = Math.max(firstFrom(id, lastId + 1), firstFrom(year, from));
    const held = this.#newest.between(start, firstFrom(year, to));
    return { held, early: this.#plan.firstPages?.get(range) };
  }

  async #write(range: RangeProgress, rows: DelegationPage): Promise<RangeProgress> {
    const last = rows.at(-1);
    if (last === undefined) return range;
    const start = { g: range.gBefore + range.done, year: range.lastYear, y: range.lastY };
    const { ranks, end } = ranksAfter(start, rows.columns.year);
    const progress = {
      ...range,
      done: range.done + rows.length,
      lastId: last.id,
      lastYear: end.year,
      lastY: end.y,
    };
    const [fromId, toId, count] = [rows.at(0)?.id ?? last.id, last.id, rows.length];
    const page = { type: "IngestPage", range: range.range, fromId, toId, count } as const;
    await this.#ports.history.load(
      progress,
      { rows, ranks },
      {
        events: (sha256) => this.#happens({ ...page, sha256 }),
        onDurable: () => this.#tellIngested(range.range, count),
      },
    );
    return progress;
  }

  /** Writes follow each other, and what fails ends the load: what is decided here will have happened. */
  #happens(command: LoadCommand): Events {
    const events = decided(this.#mirror, command);
    this.#mirror = evolveAll(chainSync, this.#mirror, events);
    return events;
  }

  #tellIngested(range: number, rows: number): void {
    this.#done += rows;
    this.#ports.tell({ type: "PageIngested", range, rows, done: this.#done, total: this.#total });
  }
}

/** The index of the first cell of an ascending column that is no less; the number of cells where all are. */
function firstFrom(column: Float64Array | Int32Array | Int16Array, least: number): number {
  const found = column.findIndex((cell) => cell >= least);
  return found === -1 ? column.length : found;
}

function mismatch({ range, expected }: RangeProgress, found: number): string {
  return `range ${range} should hold ${expected} rows, but the upstream gives ${found}`;
}
