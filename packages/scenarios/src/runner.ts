import type { Story } from "./clauses.ts";
import type { Subject } from "./subject.ts";

/** One way of playing scenarios. */
export type Runner = {
  /** What tests are named by: "in memory". */
  readonly name: string;
  /** Plays a story; throws a `ScenarioFailed` that names every difference. */
  readonly check: (subject: Subject, story: Story) => void | Promise<void>;
};
