/** How many retries a client may make, over all its calls. */
export type RetryBudget = {
  /** Retries for each request; 0.1 lets an outage grow the load by a tenth. */
  readonly ratio: number;
  /** Retries that are there from the start, and the most that can be saved up. */
  readonly burst: number;
};

/** A tenth of the requests; ten at once. */
export const RETRY_BUDGET: RetryBudget = { ratio: 0.1, burst: 10 };

/** What a request brings into the bucket. */
export const earned = (tokens: number, { ratio, burst }: RetryBudget) =>
  Math.min(burst, tokens + ratio);

/** What is left after a retry; undefined when the bucket does not hold one. */
export const spent = (tokens: number) => (tokens >= 1 ? tokens - 1 : undefined);
