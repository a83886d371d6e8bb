import type { HistoryMark } from "./history-mark.ts";

/** How a baker did in a span of time. Applied operations only; whoever stays with its baker is neither won nor lost. */
export type BakerStats = {
  readonly baker: string;
  /** Delegations that chose it, from nobody or from another. */
  readonly won: number;
  /** Delegations that left it, for nobody or for another. */
  readonly lost: number;
  /** Mutez that came. */
  readonly amountWon: bigint;
  /** Mutez that went. */
  readonly amountLost: bigint;
};

export type BakersQuestion = {
  /** Seconds since 1970: not before. */
  readonly from: number | undefined;
  /** Seconds since 1970: before. */
  readonly to: number | undefined;
  readonly limit: number;
};

export type BakersAnswer = {
  readonly mark: HistoryMark;
  /** Those who won most first. */
  readonly bakers: readonly BakerStats[];
};

export type TopBakers = (question: BakersQuestion) => Promise<BakersAnswer>;
