import type { YearRange } from "../domain/backfill-plan.ts";
import type { DelegationPage } from "../domain/delegation-page.ts";
import type { Delegation } from "../domain/delegation.ts";

/** The head of the upstream's chain. */
export type UpstreamHead = { readonly chainId: string; readonly level: number };

/** Sound rows in ascending order and the level the upstream had reached when it answered. */
export type UpstreamPage = { readonly rows: DelegationPage; readonly level: number };

/** A stretch of the history: whole years, levels, and ids after one and before another. */
export type Stretch = {
  readonly years?: YearRange;
  /** Levels above this one. */
  readonly levelAbove?: number;
  /** Levels up to this one. */
  readonly levelMax?: number;
  readonly afterId: number;
  readonly beforeId?: number | undefined;
};

/** TzKT counts by time and level only. */
export type CountedStretch = Pick<Stretch, "years" | "levelAbove" | "levelMax">;

/** Where one delegation of an operation stands. */
export type OperationRow = Pick<Delegation, "id" | "counter" | "nonce">;

/**
 * Where delegations come from. Every call waits for its turn, asks again until it gets an answer that can be believed,
 * and rejects only when the signal is aborted or the upstream refuses the question itself.
 */
export type Upstream = {
  /** Rows asked for at once. */
  readonly pageSize: number;
  head(signal: AbortSignal): Promise<UpstreamHead>;
  /** The newest page of the history up to a level. */
  newest(levelMax: number, signal: AbortSignal): Promise<UpstreamPage>;
  /** The oldest page of a stretch. */
  page(stretch: Stretch, signal: AbortSignal): Promise<UpstreamPage>;
  /** The delegations of an operation group; none when the hash is not known. */
  operation(hash: string, signal: AbortSignal): Promise<readonly OperationRow[]>;
  /**
   * Undefined only where the upstream is believed not to count: it refused again and again, and has never counted yet.
   * Then nothing can be checked beforehand.
   */
  count(stretch: CountedStretch, signal: AbortSignal): Promise<number | undefined>;
};
