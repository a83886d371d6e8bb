/** Where a process of the kernel runs, and as who. */
export type BellPlan = {
  readonly name: string;
  readonly url: string;
  readonly systemUrl: string;
  readonly schema: string;
  readonly leaseMs: number;
  /** How long a query waits for a database that is away. */
  readonly holdMs: number;
};

/** What a process with bells is asked. */
export type BellQuestions = {
  start: (plan: BellPlan) => void;
  /** Lets the clocks jump: that of the database as this process sees it, and its own. */
  jump: (ms: number) => void;
};
