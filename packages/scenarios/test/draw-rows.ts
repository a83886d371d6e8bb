import { type Draws, ScenarioFailed } from "@holdfast/scenarios";
import fc, { type Arbitrary, type RunDetails } from "fast-check";

/** How many rows are drawn, and which. */
export type DrawOptions<Row> = {
  /** A row that stands for the others on the page; it is checked first. */
  readonly example: Row;
  /** 100. */
  readonly runs?: number;
  /** What a failure printed, to draw the same rows again; another one each time if left out. */
  readonly seed?: number;
  /** What a failure printed, to go straight to its row. */
  readonly path?: string;
};

const RUNS = 100;

/** Rows for `forAll`, drawn by fast-check; a row that fails is made as small as possible, and told with its seed. */
export function drawn<Row>(
  arbitrary: Arbitrary<Row>,
  { example, runs = RUNS, ...replay }: DrawOptions<Row>,
): Draws<Row> {
  return {
    example,
    async each(check) {
      const property = fc.asyncProperty(arbitrary, check);
      const details = await fc.check(property, { numRuns: runs, ...replay });
      if (details.failed) throw failure(details);
    },
  };
}

function failure<Row>(details: RunDetails<[Row]>): ScenarioFailed {
  const { seed, counterexamplePath, errorInstance: cause } = details;
  const replay = `{ seed: ${seed}, path: ${JSON.stringify(counterexamplePath)} }`;
  const told = `a drawn row fails; drawn(…, ${replay}) draws it again`;
  if (!(cause instanceof ScenarioFailed)) {
    const why = cause instanceof Error ? String(cause) : "too few rows could be drawn";
    return new ScenarioFailed([told, why], { cause });
  }
  const { mistakes, story } = cause;
  return new ScenarioFailed([told, ...mistakes], { cause: cause.cause, story });
}
