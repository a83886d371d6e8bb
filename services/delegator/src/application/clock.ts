/** Time comes in from outside, so that tests decide how it passes. */
export type Clock = {
  /** Milliseconds; only differences mean something. */
  monotonic(): number;
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
};
