import { DatabaseError } from "pg";

/** Whether a statement failed on a unique key: on any, or on the constraint of that name. */
export function isUniqueViolation(error: unknown, constraint?: string): error is DatabaseError {
  if (!(error instanceof DatabaseError) || error.code !== UNIQUE_VIOLATION) return false;
  return constraint === undefined || error.constraint === constraint;
}

const UNIQUE_VIOLATION = "23505";
