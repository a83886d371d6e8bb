import { newYear, parseUtc, formatUtc, yearOf } from "./utc-time.ts";

/** How time is cut into pieces, UTC; a week begins on Monday (ISO 8601). */
export const BUCKETS = ["day", "week", "month", "year"] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Seconds since 1970, `to` excluded. */
export type TimeSpan = { readonly from: number; readonly to: number };

const DAY = 86_400;
/** 1970-01-01 was a Thursday, three days after a Monday. */
const THURSDAY = 3;

const STARTS: Readonly<Record<Bucket, (time: number) => number>> = {
  day: (time) => time - (time % DAY),
  week: (time) => {
    const day = Math.floor(time / DAY);
    return (day - ((day + THURSDAY) % 7)) * DAY;
  },
  month: (time) => parseUtc(`${formatUtc(time).slice(0, 7)}-01T00:00:00Z`) ?? time,
  year: (time) => newYear(yearOf(time)),
};

/** The first second of the bucket that contains a time. */
export function bucketStart(bucket: Bucket, time: number): number {
  return STARTS[bucket](time);
}

/** Longer than any bucket of the kind, and shorter than two. */
const STEP: Readonly<Record<Bucket, number>> = {
  day: DAY,
  week: 7 * DAY,
  month: 31 * DAY,
  year: 366 * DAY,
};

/** The first second of the bucket after the one that begins at `start`. */
export function nextStart(bucket: Bucket, start: number): number {
  return bucketStart(bucket, start + STEP[bucket]);
}

/** The start of the bucket so many before the one that begins at `start`. */
export function earlierStart(bucket: Bucket, start: number, count: number): number {
  let earlier = start;
  for (let at = 0; at < count; at += 1) earlier = bucketStart(bucket, earlier - 1);
  return earlier;
}

/** The starts of the buckets that hold a part of the span, ascending; undefined when they are more than `max`. */
export function bucketStarts(
  bucket: Bucket,
  { from, to }: TimeSpan,
  max: number,
): readonly number[] | undefined {
  const starts: number[] = [];
  for (let start = bucketStart(bucket, from); start < to; start = nextStart(bucket, start)) {
    if (starts.length === max) return undefined;
    starts.push(start);
  }
  return starts;
}
