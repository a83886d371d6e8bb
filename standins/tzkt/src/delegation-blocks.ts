import { levelAtSeconds, secondsOfLevel } from "./chain-time.ts";
import { lowerBound } from "./lower-bound.ts";
import { PROTOCOLS } from "./protocols.ts";
import type { Random } from "./random.ts";
import type { YearlyCount } from "./yearly-counts.ts";

/** The blocks that carry delegations, in order, and how many each carries. */
export type DelegationBlocks = { readonly levels: Int32Array; readonly sizes: Uint8Array };

// Assumed: 1.5 % of the blocks are crowded (batches, payouts of custodians), with 2 to 40 rows.
const CROWDED_SHARE = 0.015;
const CROWD_MIN = 2;
const CROWD_MAX = 40;

const DAY_SECONDS = 86_400;
// Assumed: quieter weekends, and four times the usual on the first day of a protocol.
const WEEKEND_WEIGHT = 0.75;
const LAUNCH_WEIGHT = 4;

/** The first delegation of mainnet was in this block. */
const FIRST_LEVEL = 109;
const FIRST_SECONDS = secondsOfLevel(FIRST_LEVEL);
const END_SECONDS = Date.UTC(2025, 6, 17) / 1000;

/** Distinct blocks of one year that carry `rows` delegations together; RangeError when too many. */
export function blocksOfYear({ year, rows }: YearlyCount, random: Random): DelegationBlocks {
  const sizes = drawSizes(rows, random);
  const from = Math.max(Date.UTC(year) / 1000, FIRST_SECONDS);
  const until = Math.min(Date.UTC(year + 1) / 1000, END_SECONDS);
  const levels = new Int32Array(sizes.length);
  const drawSeconds = secondsDrawer({ from, until }, random);
  for (let index = 0; index < levels.length; index += 1) {
    levels[index] = levelAtSeconds(drawSeconds());
  }
  levels.sort();
  const last = levelAtSeconds(until) - 1;
  makeDistinct(levels, { first: levelAtSeconds(from), last });
  return { levels, sizes };
}

function drawSizes(rows: number, random: Random): Uint8Array {
  const sizes = new Uint8Array(rows);
  let blocks = 0;
  let left = rows;
  while (left > 0) {
    const isCrowded = random.fraction() < CROWDED_SHARE;
    const size = isCrowded ? CROWD_MIN + random.below(CROWD_MAX - CROWD_MIN + 1) : 1;
    sizes[blocks] = Math.min(size, left);
    left -= Math.min(size, left);
    blocks += 1;
  }
  return sizes.slice(0, blocks);
}

type Span = { readonly from: number; readonly until: number };

/** Draws times of the span, days weighted, uniform within the day. */
function secondsDrawer({ from, until }: Span, random: Random): () => number {
  const firstDay = Math.floor(from / DAY_SECONDS);
  const days = Math.ceil(until / DAY_SECONDS) - firstDay;
  const weightUpTo = new Float64Array(days);
  let total = 0;
  for (let index = 0; index < days; index += 1) {
    total += dayWeight(firstDay + index);
    weightUpTo[index] = total;
  }
  return () => {
    const day = firstDay + lowerBound(weightUpTo, random.fraction() * total, days - 1);
    const seconds = day * DAY_SECONDS + random.below(DAY_SECONDS);
    return Math.min(Math.max(seconds, from), until - 1);
  };
}

const LAUNCH_DAYS = new Set(
  PROTOCOLS.map(({ firstLevel }) => Math.floor(secondsOfLevel(firstLevel) / DAY_SECONDS)),
);

function dayWeight(day: number): number {
  if (LAUNCH_DAYS.has(day)) return LAUNCH_WEIGHT;
  // 1970-01-01 was a Thursday, so days 2 and 3 of that week were a weekend.
  const weekday = day % 7;
  return weekday === 2 || weekday === 3 ? WEEKEND_WEIGHT : 1;
}

/** Moves equal levels apart, first upwards and then, at the end of the year, downwards. */
function makeDistinct(levels: Int32Array, bounds: { first: number; last: number }): void {
  if (levels.length > bounds.last - bounds.first + 1) {
    throw new RangeError(
      `${levels.length} blocks do not fit between ${bounds.first} and ${bounds.last}`,
    );
  }
  let least = bounds.first;
  for (let index = 0; index < levels.length; index += 1) {
    levels[index] = Math.max(levels[index] ?? 0, least);
    least = (levels[index] ?? 0) + 1;
  }
  let most = bounds.last;
  for (let index = levels.length - 1; index >= 0; index -= 1) {
    levels[index] = Math.min(levels[index] ?? 0, most);
    most = (levels[index] ?? 0) - 1;
  }
}
