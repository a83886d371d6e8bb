import { DatabaseError } from "pg";

/** The five-character SQLSTATE of an error that PostgreSQL sent, also when it is only the cause. */
export function sqlState(error: unknown): string | undefined {
  if (error instanceof DatabaseError) return error.code;
  if (error instanceof Error && error.cause !== undefined) return sqlState(error.cause);
  return undefined;
}
