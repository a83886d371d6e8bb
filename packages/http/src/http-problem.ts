import type { Problem } from "./problem.ts";

/** Thrown to answer with exactly this problem: the way from a refusal, mapped by its code, to the wire. */
export class HttpProblem extends Error {
  override readonly name = "HttpProblem";
  readonly code: string;
  readonly problem: Problem;
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options);
    this.code = problem.code;
    this.problem = problem;
  }
}
