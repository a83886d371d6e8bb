/** What goes wrong, and how often. */
export type FaultPlan = {
  /** What chance is drawn from. */
  readonly seed?: number;
  readonly faults: readonly Fault[];
};

/** A fault strikes with a probability (1), so many times at most (without end). */
export type Fault = (AnswerFault | FateFault) & {
  readonly probability?: number;
  readonly times?: number;
};

/** What can go wrong with a request; of those that strike, the first one counts. */
export type AnswerFault = (
  | {
      /** 503, and nothing was done. */
      readonly kind: "unavailable";
      /** The header `Retry-After`. */
      readonly retryAfterSeconds?: number;
    }
  /** 500, although what was asked for was done. */
  | { readonly kind: "error_after" }
  /** The connection breaks, although what was asked for was done. */
  | { readonly kind: "answer_lost" }
  /** The connection breaks, and nothing was done. */
  | { readonly kind: "request_lost" }
  /** What was asked for is done, and the answer comes so much later. */
  | { readonly kind: "answer_late"; readonly ms: number }
  /** A page of outcomes begins with up to that many that were told before. */
  | { readonly kind: "outcomes_again"; readonly count: number }
) & {
  /** Only requests of this method. */
  readonly method?: "GET" | "POST";
};

/** What can become of a payment instead of its settlement; of those that strike, the first one counts. */
export type FateFault =
  /** For a reason that is drawn when none is given. */
  | { readonly kind: "reject"; readonly reason?: string }
  /** Settled, and the money comes back so much later. */
  | { readonly kind: "return"; readonly reason?: string; readonly ms?: number }
  /** Accepted, and nothing more until somebody says what. */
  | { readonly kind: "stall" }
  /** Settled so much later than usual. */
  | { readonly kind: "slow"; readonly ms: number };

/** How long an answer can be kept back, in milliseconds. */
export const LATE_MS_MAX = 600_000;

/** Kinds of faults of requests. */
export const ANSWER_KINDS = [
  "unavailable",
  "error_after",
  "answer_lost",
  "request_lost",
  "answer_late",
  "outcomes_again",
] as const satisfies readonly AnswerFault["kind"][];

/** Kinds of faults of payments. */
export const FATE_KINDS = [
  "reject",
  "return",
  "stall",
  "slow",
] as const satisfies readonly FateFault["kind"][];
