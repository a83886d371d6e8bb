import { PROTOCOLS } from "./protocols.ts";

type Knot = { readonly level: number; readonly seconds: number };

/**
 * When the block of `level` was made, in whole seconds since 1970.
 * Observed blocks of mainnet are met exactly, levels between them lie on straight lines. Each line
 * is steeper than one second a block, so no two blocks share a time.
 */
export function secondsOfLevel(level: number): number {
  const index = Math.max(
    lastKnot((knot) => knot.level <= level),
    0,
  );
  const from = KNOTS[index] ?? FIRST_KNOT;
  const perBlock = secondsPerBlock(from, KNOTS[index + 1]);
  return from.seconds + Math.floor((level - from.level) * perBlock);
}

/** The first level whose block was made at `seconds` or later; never below 1. */
export function levelAtSeconds(seconds: number): number {
  const index = Math.max(
    lastKnot((knot) => knot.seconds <= seconds),
    0,
  );
  const from = KNOTS[index] ?? FIRST_KNOT;
  const perBlock = secondsPerBlock(from, KNOTS[index + 1]);
  const near = from.level + Math.floor((seconds - from.seconds) / perBlock);
  // Rounding down to whole seconds moves the exact level by one at most.
  for (const level of [near - 1, near, near + 1]) {
    if (level >= 1 && secondsOfLevel(level) >= seconds) return level;
  }
  return Math.max(near + 2, 1);
}

/** Seconds since 1970 as the API writes them: whole, in UTC, with a Z. */
export function timestampText(seconds: number): string {
  const ofDay = seconds % DAY_SECONDS;
  const day = seconds - ofDay;
  if (day !== dayKnown) dayText = new Date(day * 1000).toISOString().slice(0, 11);
  dayKnown = day;
  const hours = TWO_DIGITS[Math.floor(ofDay / HOUR_SECONDS)];
  const minutes = TWO_DIGITS[Math.floor(ofDay / MINUTE_SECONDS) % MINUTE_SECONDS];
  return `${dayText}${hours}:${minutes}:${TWO_DIGITS[ofDay % MINUTE_SECONDS]}Z`;
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;
const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => `${value}`.padStart(2, "0"));

// Rows come in the order of time, so the day is mostly the one before: half the cost of a Date.
let dayKnown = Number.NaN;
let dayText = "";

/** Blocks of mainnet whose time is on record. */
const OBSERVED: readonly Knot[] = [
  knot(109, "2018-06-30T19:30:27Z"),
  knot(359, "2018-06-30T23:41:42Z"),
  knot(1_416_383, "2021-04-05T22:44:41Z"),
  knot(1_461_334, "2021-05-07T14:48:07Z"),
  knot(1_494_876, "2021-05-31T05:50:38Z"),
  knot(2_338_084, "2022-05-05T06:29:14Z"),
  knot(3_414_723, "2023-04-24T09:48:17Z"),
  knot(5_415_937, "2024-04-11T14:57:49Z"),
];

/** Where the pace changes, at the mean pace observed: seconds a block up to and from that level. */
const PACE_BEFORE = { 1_589_248: 60.9, 3_268_609: 30.5, 5_726_209: 15.25, 7_692_289: 10.1 };
const PACE_OF_THE_LAST = 8.06;

const FIRST_KNOT: Knot = knot(109, "2018-06-30T19:30:27Z");
const KNOTS: readonly Knot[] = withPaceChanges(OBSERVED);

function withPaceChanges(observed: readonly Knot[]): readonly Knot[] {
  const knots = [...observed];
  for (const { firstLevel } of PROTOCOLS) {
    const pace = Object.entries(PACE_BEFORE).find(([level]) => Number(level) === firstLevel)?.[1];
    const before = knots.findLast(({ level }) => level < firstLevel);
    if (pace === undefined || before === undefined) continue;
    const seconds = before.seconds + Math.round((firstLevel - before.level) * pace);
    knots.splice(knots.indexOf(before) + 1, 0, { level: firstLevel, seconds });
  }
  return knots;
}

function secondsPerBlock(from: Knot, to: Knot | undefined): number {
  if (to === undefined) return PACE_OF_THE_LAST;
  return (to.seconds - from.seconds) / (to.level - from.level);
}

function lastKnot(matches: (knot: Knot) => boolean): number {
  return KNOTS.findLastIndex(matches);
}

function knot(level: number, timestamp: string): Knot {
  return { level, seconds: Date.parse(timestamp) / 1000 };
}
