import { planRanges, type YearRange } from "../domain/backfill-plan.ts";
import { yearOf } from "../domain/utc-time.ts";
import type { Clock } from "./clock.ts";
import type { BackfillPlan, RangeProgress } from "./history.ts";
import { RangeMismatch } from "./range-mismatch.ts";
import type { Tip } from "./tip.ts";
import type { Stretch, Upstream, UpstreamPage } from "./upstream.ts";

type PlanPorts = {
  readonly upstream: Upstream;
  readonly clock: Clock;
  /** Ranges to load side by side. */
  readonly ranges: number;
};

/** First pages of ranges, by number of the range, that were asked for before their load began. */
export type FirstPages = ReadonlyMap<number, Promise<UpstreamPage>>;

export type StartedPlan = BackfillPlan & { readonly firstPages?: FirstPages };

/**
 * A plan, and the first page of each range under way: an upstream that counts requests gives no turn back that nobody
 * took. Only of ranges that are long enough that their first page ends before the newest one begins.
 */
export async function startBackfill(
  ports: PlanPorts,
  tip: Tip,
  signal: AbortSignal,
): Promise<StartedPlan> {
  const { upstream } = ports;
  const plan = await planBackfill(ports, tip, signal);
  const long = plan.ranges.filter(({ expected }) => (expected ?? 0) >= 2 * upstream.pageSize);
  const firstPages = long.map(({ range, years }) => {
    const stretch: Stretch = { years, levelMax: plan.finalLevel, afterId: 0 };
    const page = upstream.page(stretch, signal);
    page.catch(() => undefined); // Whoever loads the range awaits it.
    return [range, page] as const;
  });
  return { ...plan, firstPages: new Map(firstPages) };
}

/** What to load of the history up to a final level, in ranges whose rows the upstream has counted. */
export async function planBackfill(
  ports: PlanPorts,
  tip: Tip,
  signal: AbortSignal,
): Promise<BackfillPlan> {
  const last = yearOf(ports.clock.now() / 1000);
  const years = planRanges({ last, ranges: ports.ranges });
  const counts = await countRanges(ports, { years, levelMax: tip.finalLevel }, signal);
  const { chainId, headLevel, finalLevel } = tip;
  // Without counts nobody knows with which rank a range begins, so there can only be one.
  const ranges = counts === undefined ? rangesOf([WHOLE], [null]) : rangesOf(years, counts);
  return { chainId, headLevel, finalLevel, ranges };
}

const WHOLE: YearRange = { from: undefined, to: undefined };

type RangesToCount = { readonly years: readonly YearRange[]; readonly levelMax: number };

/** Rows of each range; undefined where the upstream does not count. */
async function countRanges(
  { upstream }: PlanPorts,
  { years, levelMax }: RangesToCount,
  signal: AbortSignal,
): Promise<readonly number[] | undefined> {
  // The last range's count is what the others leave of the whole: one request less.
  const counted = years
    .slice(0, -1)
    .map((range) => upstream.count({ years: range, levelMax }, signal));
  const [all, ...counts] = await Promise.all([upstream.count({ levelMax }, signal), ...counted]);
  const known = counts.filter((count) => count !== undefined);
  if (all === undefined || known.length < counts.length) return undefined;
  const rest = all - known.reduce((sum, count) => sum + count, 0);
  if (rest < 0) throw new RangeMismatch("the ranges hold more than the whole");
  return [...known, rest];
}

function rangesOf(
  years: readonly YearRange[],
  counts: readonly (number | null)[],
): RangeProgress[] {
  let gBefore = 0;
  return years.map((range, index) => {
    const expected = counts[index] ?? null;
    const start = { done: 0, lastId: 0, lastYear: 0, lastY: 0 };
    const progress = { range: index, years: range, gBefore, expected, ...start };
    gBefore += expected ?? 0;
    return progress;
  });
}
