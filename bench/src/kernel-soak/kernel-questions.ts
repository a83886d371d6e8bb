/** What a process of the kernel does. */
export type KernelPlan = {
  /** Of this process, a former one of the same number excluded. */
  readonly name: string;
  readonly seed: number;
  readonly appUrl: string;
  readonly systemUrl: string;
  readonly journal: string;
  readonly callers: number;
  /** Kinds of attempts that callers draw from; the more often one stands there, the more often it comes. */
  readonly kinds: readonly string[];
  /** How long callers are held while the database is away. */
  readonly holdMs: number;
  /** Whether a second revision of the totals is built and shown. */
  readonly rebuilds: boolean;
};

/** What a process of the kernel can be asked. */
export type KernelQuestions = {
  /** Begins. */
  readonly start: (plan: KernelPlan) => void;
  /** Waits until its callers have been told so many answers more. */
  readonly answered: (count: number) => Promise<void>;
  /** Lets no caller ask any more, and waits for the answers. */
  readonly rest: (nothing: null) => Promise<void>;
  /** Waits until all subscriptions have handled the whole log. */
  readonly drain: (nothing: null) => Promise<void>;
};
