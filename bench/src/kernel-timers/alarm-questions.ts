/** Where an owner of timers runs, and as who. */
export type AlarmPlan = {
  readonly name: string;
  readonly url: string;
  readonly systemUrl: string;
  readonly schema: string;
};

/** What an owner of timers is asked. */
export type AlarmQuestions = {
  /** Runs from now on. */
  start: (plan: AlarmPlan) => void;
  /** Lets its clock jump, and that of the database as it sees it. */
  jump: (ms: number) => void;
};
