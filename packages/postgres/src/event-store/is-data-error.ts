import { sqlState } from "../sql-state.ts";

/**
 * Whether PostgreSQL refused what a statement carried, rather than the statement as such: bad data (22), a broken
 * constraint (23), a limit of the program (54), or a trigger that raised (P0). The rest of a batch may well pass.
 */
export function isDataError(error: unknown): boolean {
  return /^(?:22|23|54|P0)/.test(sqlState(error) ?? "");
}
