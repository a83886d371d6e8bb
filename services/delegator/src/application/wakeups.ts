/** What a wake-up tells about the chain. It is a hint: only an answer to a question is believed. */
export type TipHint = {
  /** Newest level heard of. */
  readonly head?: number;
  /** Lowest level of which it was said that everything above it has been replaced. */
  readonly reorgTo?: number;
};

/** Tells when it is worth looking at the tip. */
export type Wakeups = {
  /** Resolves with all that was heard since the last call, at once if there is something, and after `waitMs` anyway. */
  next(waitMs: number, signal: AbortSignal): Promise<TipHint>;
};

/** What two hints say together. */
export function mergeHints(one: TipHint, other: TipHint): TipHint {
  const head = Math.max(one.head ?? -1, other.head ?? -1);
  const reorgTo = Math.min(one.reorgTo ?? Infinity, other.reorgTo ?? Infinity);
  return {
    ...(head >= 0 ? { head } : {}),
    ...(reorgTo < Infinity ? { reorgTo } : {}),
  };
}
