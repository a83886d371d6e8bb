/** Where an owner of timers runs, and as who. */
export type AlarmPlan = {
  readonly name: string;
  readonly url: string;
  readonly systemUrl: string;
  readonly schema: string;
};

/** What an owner of timers is asked. */
export type AlarmQuestions = {
  /** Runs from now on, with its clocks, that of the database included, ahead by so much. */
  start: (plan: AlarmPlan & { readonly aheadMs: number }) => void;
  /** Lets them jump. */
  jump: (ms: number) => void;
};
