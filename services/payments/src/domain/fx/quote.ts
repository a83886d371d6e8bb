/** A promise to convert money at a rate, once and for a while. Amounts are minor units. */
export type Quote = {
  readonly quote: string;
  readonly sell: { readonly currency: string; readonly minor: bigint };
  readonly buy: { readonly currency: string; readonly minor: bigint };
  /** Units of what is bought for one unit of what is sold. */
  readonly rate: { readonly num: bigint; readonly den: bigint };
  /** Part of what is sold that goes to the fees, a leg of its own. */
  readonly spreadMinor: bigint;
  readonly rounding: "halfEven" | "halfUp" | "floor" | "ceil";
  readonly expiresAt: string;
  /** Takes what is sold. */
  readonly sellLiquidity: string;
  /** Gives what is bought. */
  readonly buyLiquidity: string;
  /** Takes the spread. */
  readonly fees?: string;
};
