import type { Problem } from "./problem.ts";

/** An error that names itself by a snake_case code. */
export type CodedError = Error & { readonly code: string };

/** A problem whose code may be left out, since the error that leads to it has one. */
export type ProblemTemplate = Omit<Problem, "code"> & { readonly code?: string };

/**
 * What an error becomes: always the same problem, or one made from the error. (Written as a method
 * so that a map over particular errors is a map over errors in general.)
 */
export type ProblemDefinition<E extends CodedError = CodedError> =
  | ProblemTemplate
  | { problem(error: E): ProblemTemplate }["problem"];

/**
 * What each typed error becomes on the wire, by code. Over a union of errors it is exhaustive:
 * `ProblemMap<VersionConflict | PageGone>` does not compile while a code is missing.
 */
export type ProblemMap<E extends CodedError = CodedError> = {
  readonly [Code in E["code"]]: ProblemDefinition<Extract<E, { readonly code: Code }>>;
};
