/** What goes wrong, and when; the first fault that strikes counts. */
export type FaultPlan = {
  /** What chance is drawn from. */
  readonly seed?: number;
  readonly faults: readonly Fault[];
};

/** A fault strikes requests of the API with a probability (1), so many times at most (without end). */
export type Fault = FaultKind & {
  readonly probability?: number;
  readonly times?: number;
  /** Only requests of this method. */
  readonly method?: string;
};

/** What can go wrong. `when: "after"` lets the request do its work first; the client cannot tell. */
export type FaultKind =
  | {
      readonly kind: "too_many_requests";
      /** The header `Retry-After`: so many seconds, also as a date. */
      readonly retryAfterSeconds?: number;
      readonly as?: "seconds" | "date";
    }
  | {
      readonly kind: "server_error";
      readonly status: 500 | 502 | 503 | 504;
      readonly when?: "before" | "after";
      readonly retryAfterSeconds?: number;
    }
  /** The answer comes so much later. */
  | { readonly kind: "delay"; readonly ms: number }
  /** The connection breaks instead of an answer. */
  | { readonly kind: "dropped"; readonly when: "before" | "after" };

/** Delays are for trying timeouts, not for keeping connections for ever. */
export const DELAY_MS_MAX = 600_000;
