/** How a subscription is doing. Numbers only: whoever has metrics puts them there. */
export type SubscriptionStatus = {
  readonly state: "running" | "stopped" | "retired";
  readonly position: bigint;
  readonly head: bigint;
  /** Events of the log that are not handled yet. */
  readonly lagEvents: bigint;
  /** How long ago the oldest of them was recorded; 0 when there is none. */
  readonly lagMs: number;
  /** When its owner last turned, which it also does when there is nothing to handle; undefined if it never had one. */
  readonly heartbeatAgeMs: number | undefined;
  readonly owner: string | undefined;
  readonly epoch: bigint;
  readonly parked: number;
  /** Why it stopped, and after how many attempts. */
  readonly lastError: string | undefined;
  readonly attempts: number;
};
