import { type Delegation } from "../domain/delegation.ts";
import { type CountedRanges, countRanges, type RangesToCount } from "./counted-ranges.ts";
import { type Upstream } from "./upstream.ts";

/** The newest page, fetched before anything else so that page 1 is right within a second. */
export type Opening = {
  readonly chainId: string;
  readonly headLevel: number;
  readonly finalLevel: number;
  /** Newest final rows in ascending order. */
  readonly rows: readonly Delegation[];
  /** The ranges of a load up to the final level, while they are being counted; absent where one has begun already. */
  readonly counted?: Promise<CountedRanges> | undefined;
};

export type OpeningRequest = {
  /** Blocks on top of a block that make it final. */
  readonly finality: number;
  /** What to count meanwhile, which takes long enough to be asked for early; absent where a load has begun already. */
  readonly ranges?: ((levelMax: number) => RangesToCount) | undefined;
};

export async function fetchOpening(
  upstream: Upstream,
  { finality, ranges }: OpeningRequest,
  signal: AbortSignal,
): Promise<Opening> {
  const { chainId, level: headLevel } = await upstream.head(signal);
  const finalLevel = Math.max(0, headLevel - finality);
  const newest = upstream.newest(finalLevel, signal);
  const counted = ranges && countRanges(upstream, ranges(finalLevel), signal);
  counted?.catch(() => undefined); // Whoever loads awaits it; a standby never does.
  const { rows } = await newest;
  return { chainId, headLevel, finalLevel, rows, counted };
}
