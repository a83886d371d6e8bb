import { DatabaseUnavailable, sqlState } from "@holdfast/postgres";

import { EXIT, type ExitCode } from "./exit-code.ts";
import { Refused } from "./refused.ts";
import { UsageError } from "./usage-error.ts";

/** What went wrong as a person is told it, and what the program ends with. */
export type ToldError = { readonly code: ExitCode; readonly lines: readonly string[] };

const ADVICE =
  "check HOLDFAST_DATABASE_URL, DATABASE_SYSTEM_URL or DATABASE_URL, or --database-url";

/** SQLSTATEs whose text says enough once it is said what to do. */
const BY_STATE: ReadonlyMap<string, string> = new Map([
  ["28P01", ADVICE],
  ["28000", ADVICE],
  ["3D000", ADVICE],
  ["42501", "this takes the system role of the service, by DATABASE_SYSTEM_URL or --database-url"],
  ["42P01", "run the migrations of the service first"],
  ["42703", "run the migrations of the service first"],
]);

/** What to tell about an error. */
export function toldError(error: unknown): ToldError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) return { code: EXIT.usage, lines: [message] };
  if (error instanceof Refused) return { code: EXIT.refused, lines: message.split("\n") };
  if (error instanceof DatabaseUnavailable) return { code: EXIT.refused, lines: [message, ADVICE] };
  const advice = BY_STATE.get(sqlState(error) ?? "");
  if (advice !== undefined) return { code: EXIT.refused, lines: [message, advice] };
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  return { code: EXIT.broken, lines: stack.split("\n") };
}
