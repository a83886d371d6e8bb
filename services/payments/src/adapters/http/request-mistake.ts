import { HttpProblem, InvalidRequest, type ProblemError } from "@holdfast/http";

import { titleOf } from "./refusal-problem.ts";

/** A part of the body that its schema cannot judge is wrong. */
export function requestMistake(pointer: string, detail: string): InvalidRequest {
  return new InvalidRequest([{ in: "body", pointer, code: "invalid_value", detail }]);
}

/** A body whose mistake has a name of its own. */
export function namedMistake(
  code: "invalid_amount" | "unknown_currency" | "invalid_rate",
  errors: readonly ProblemError[],
): HttpProblem {
  const detail = errors.map(({ pointer, detail: what }) => `${pointer}: ${what}`).join("; ");
  return new HttpProblem({ status: 400, code, title: titleOf(code), detail, errors });
}

const AMOUNTS: ReadonlySet<string> = new Set(["amount", "minor", "min_available"]);

/** Mistakes that are all about amounts have that name; undefined for any others. */
export function amountMistake(error: unknown): HttpProblem | undefined {
  if (!(error instanceof InvalidRequest) || error.code !== "invalid_request") return undefined;
  return error.errors.every(isAboutAmount)
    ? namedMistake("invalid_amount", error.errors)
    : undefined;
}

function isAboutAmount({ in: part, pointer, code }: ProblemError): boolean {
  const field = pointer.slice(pointer.lastIndexOf("/") + 1);
  return part === "body" && AMOUNTS.has(field) && code !== "required" && code !== "unknown_field";
}
