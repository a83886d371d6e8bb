/** Where a process of the kernel runs, and as who. */
export type BellPlan = {
  readonly name: string;
  readonly url: string;
  readonly systemUrl: string;
  readonly schema: string;
  readonly leaseMs: number;
  /** How long a query waits for a database that is away. */
  readonly holdMs: number;
  /** How far its clock is ahead of that of the machine. */
  readonly aheadMs: number;
  /** What is wrong with it, to see whether the audit finds out. */
  readonly defect: BellDefect | undefined;
};

/**
 * `impatient`: a clock that goes ahead of what it is told; `forgetful`: commands go out under new ids each time;
 * `deaf`: refusals are told as acceptances.
 */
export type BellDefect = "impatient" | "forgetful" | "deaf";

/** What a process with bells is asked. */
export type BellQuestions = {
  start: (plan: BellPlan) => void;
  /** Sets the clocks: that of the database as this process sees it, and its own. Answers once nothing goes by the old ones. */
  setAhead: (ms: number) => Promise<void>;
};
