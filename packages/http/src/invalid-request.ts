import type { ProblemError } from "./problem.ts";

/** A part of the request does not satisfy the schema of its route. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
  readonly code = "invalid_request";
  readonly errors: readonly ProblemError[];
  constructor(errors: readonly ProblemError[]) {
    super(errors.map((error) => `${error.in}${error.pointer} ${error.detail}`).join("; "));
    this.errors = errors;
  }
}
