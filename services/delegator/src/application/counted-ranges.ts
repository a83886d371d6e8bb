import { planRanges, type YearRange } from "../domain/backfill-plan.ts";
import { yearOf } from "../domain/utc-time.ts";
import { type Clock } from "./clock.ts";
import { RangeMismatch } from "./range-mismatch.ts";
import { type Upstream } from "./upstream.ts";

export type RangesToCount = { readonly years: readonly YearRange[]; readonly levelMax: number };

/** Ranges with the rows of each; no counts where the upstream does not count. */
export type CountedRanges = {
  readonly years: readonly YearRange[];
  readonly counts: readonly number[] | undefined;
};

/** The ranges of a load that begins now. */
export function rangesToCount(
  { clock, ranges }: { readonly clock: Clock; readonly ranges: number },
  levelMax: number,
): RangesToCount {
  return { years: planRanges({ last: yearOf(clock.now() / 1000), ranges }), levelMax };
}

/** Throws a RangeMismatch when the answers contradict each other. */
export async function countRanges(
  upstream: Upstream,
  { years, levelMax }: RangesToCount,
  signal: AbortSignal,
): Promise<CountedRanges> {
  // The last range's count is what the others leave of the whole: one request less.
  const counted = years
    .slice(0, -1)
    .map((range) => upstream.count({ years: range, levelMax }, signal));
  const [all, ...counts] = await Promise.all([upstream.count({ levelMax }, signal), ...counted]);
  const known = counts.filter((count) => count !== undefined);
  if (all === undefined || known.length < counts.length) return { years, counts: undefined };
  const rest = all - known.reduce((sum, count) => sum + count, 0);
  if (rest < 0) throw new RangeMismatch("the ranges hold more than the whole");
  return { years, counts: [...known, rest] };
}
