import type { Child } from "../child.ts";
import type { LoadQuestions, LoadTarget } from "../load-questions.ts";
import { type Pair, pairedRuns } from "../paired-runs.ts";

/** Enough to keep the service's ten database connections busy, few enough to keep latency out of it. */
const CONNECTIONS = 32;

/** What is asked of a server: its address and the targets in turn. */
export type Course = { readonly url: string; readonly targets: readonly LoadTarget[] };

export type ThroughputOptions = {
  readonly load: Child<LoadQuestions>;
  readonly pairs: number;
  /** Of one run. */
  readonly milliseconds: number;
};

/** Answers a second of two courses, alternating. Both run once beforehand, to be warm. */
export async function comparedThroughput(
  options: ThroughputOptions,
  ours: Course,
  theirs: Course,
): Promise<readonly Pair[]> {
  const { load, pairs, milliseconds } = options;
  const run = (course: Course) =>
    load.ask("run", { ...course, connections: CONNECTIONS, milliseconds });
  await run(ours);
  await run(theirs);
  return pairedRuns(pairs, { ours: () => run(ours), theirs: () => run(theirs) });
}
