import { FIRST_YEAR } from "../domain/backfill-plan.ts";
import {
  type Bucket,
  type TimeSpan,
  bucketStart,
  bucketStarts,
  earlierStart,
  nextStart,
} from "../domain/bucket.ts";
import type { Kind } from "../domain/delegation-kind.ts";
import { newYear } from "../domain/utc-time.ts";
import type { HistoryMark } from "./history-mark.ts";

/** What happened in one bucket; every operation counts, the ones that were not applied too. */
export type BucketStats = {
  readonly count: number;
  /** Different senders. */
  readonly delegators: number;
  /** Mutez. */
  readonly amount: bigint;
  readonly kinds: Readonly<Record<Kind, number>>;
  readonly notApplied: number;
};

export type StatsQuestion = {
  readonly bucket: Bucket;
  readonly baker: string | undefined;
  /** Seconds since 1970: not before. */
  readonly from: number | undefined;
  /** Seconds since 1970: before. */
  readonly to: number | undefined;
};

export type StartedStats = BucketStats & { readonly start: number };

export type StatsAnswer = {
  readonly mark: HistoryMark;
  /** Oldest first, empty ones included. */
  readonly buckets: readonly StartedStats[];
};

/** One state of the history, to ask more than one question of. */
export type StatsSnapshot = {
  readonly mark: HistoryMark;
  /** Block time of the newest delegation, in seconds since 1970; undefined when there is none. */
  readonly newest: number | undefined;
  /** Statistics of the stretches between neighbouring borders, by the position of the earlier; empty ones are left out. */
  readonly between: (
    borders: readonly number[],
    baker: string | undefined,
  ) => Promise<ReadonlyMap<number, BucketStats>>;
};

/** Hands one state of the history to `work`. */
export type StatsSnapshots = <T>(work: (snapshot: StatsSnapshot) => Promise<T>) => Promise<T>;

/** Buckets an answer may hold. */
export const BUCKETS_MAX = 1000;
/** Buckets an answer holds when only their kind is asked for; of years, all. */
const USUAL = { day: 30, week: 26, month: 24 } as const;

export type TooManyBuckets = { readonly code: "too_many_buckets"; readonly bucket: Bucket };

const NOTHING: BucketStats = {
  count: 0,
  delegators: 0,
  amount: 0n,
  kinds: { register: 0, undelegate: 0, delegate: 0, redelegate: 0, refresh: 0 },
  notApplied: 0,
};

/** The span that is asked for, cut to where there can be delegations. */
function statsSpan({ bucket, from, to }: StatsQuestion, newest: number): TimeSpan {
  const end = nextStart(bucket, bucketStart(bucket, newest));
  const until = Math.min(to ?? end, end);
  const first = newYear(FIRST_YEAR);
  return { from: Math.max(from ?? usualFrom(bucket, until, first), first), to: until };
}

function usualFrom(bucket: Bucket, until: number, first: number): number {
  if (bucket === "year") return first;
  return earlierStart(bucket, bucketStart(bucket, until - 1), USUAL[bucket] - 1);
}

/** Statistics by bucket, all of one state of the history. */
export function bucketStats(
  snapshots: StatsSnapshots,
  question: StatsQuestion,
): Promise<StatsAnswer | TooManyBuckets> {
  const { bucket, baker } = question;
  return snapshots(async ({ mark, newest, between }) => {
    if (newest === undefined) return { mark, buckets: [] };
    const span = statsSpan(question, newest);
    const starts = bucketStarts(bucket, span, BUCKETS_MAX);
    if (starts === undefined) return { code: "too_many_buckets", bucket };
    if (starts.length === 0) return { mark, buckets: [] };
    const borders = [Math.max(span.from, starts[0] ?? 0), ...starts.slice(1), span.to];
    const found = await between(borders, baker);
    return {
      mark,
      buckets: starts.map((start, at) => ({ start, ...(found.get(at) ?? NOTHING) })),
    };
  });
}
