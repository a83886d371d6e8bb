import type { ProblemError } from "./problem.ts";

/** A part of the request does not satisfy the schema of its route, or holds texts that cannot be stored. */
export class InvalidRequest extends Error {
  override readonly name = "InvalidRequest";
  readonly code: "invalid_request" | "invalid_text";
  readonly errors: readonly ProblemError[];
  constructor(errors: readonly ProblemError[], code: InvalidRequest["code"] = "invalid_request") {
    super(errors.map((error) => `${error.in}${error.pointer} ${error.detail}`).join("; "));
    this.code = code;
    this.errors = errors;
  }
}
