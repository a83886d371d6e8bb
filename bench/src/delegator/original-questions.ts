import type { OriginalFlow } from "./original-flow.ts";

/** What `original-child.ts` can be asked. */
export type OriginalQuestions = {
  /** Runs the flow to its end; the number of requests. */
  run(flow: OriginalFlow): Promise<number>;
};
