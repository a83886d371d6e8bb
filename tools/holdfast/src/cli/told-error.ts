import {
  DatabaseUnavailable,
  MigrationFailed,
  MigrationRefused,
  RolesUnusable,
  sqlState,
} from "@holdfast/postgres";
import { BackupRefused } from "@holdfast/postgres/backup";
import { EventUnexportable, NotaryRefused, WitnessUnreadable } from "@holdfast/postgres/notary";

import { DoneInPart } from "./done-in-part.ts";
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
  [
    "55P03",
    "somebody held what this needs for longer than 5 s: ask again, or end the transaction that holds it",
  ],
  ["42P01", "run the migrations of the service first"],
  ["42883", "run the migrations of the service first"],
  ["42703", "run the migrations of the service first"],
]);

/** Errors whose message says what to do. */
const SAYS_ENOUGH = [
  Refused,
  BackupRefused,
  EventUnexportable,
  MigrationFailed,
  MigrationRefused,
  NotaryRefused,
  RolesUnusable,
  WitnessUnreadable,
] as const;
const FILE_ADVICE = "check the path, who may use it, and that there is room";

/** What to tell about an error. */
export function toldError(error: unknown): ToldError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DoneInPart) {
    const { code, lines } = toldError(error.cause);
    return { code, lines: [message, ...lines] };
  }
  if (error instanceof UsageError) return { code: EXIT.usage, lines: [message] };
  if (SAYS_ENOUGH.some((type) => error instanceof type)) {
    return { code: EXIT.refused, lines: message.split("\n") };
  }
  const advice = adviceOn(error);
  if (advice !== undefined) return { code: EXIT.refused, lines: [message, advice] };
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  return { code: EXIT.broken, lines: stack.split("\n") };
}

/** What to do about an error whose own message does not say; undefined if nobody knows. */
function adviceOn(error: unknown): string | undefined {
  if (error instanceof DatabaseUnavailable) return ADVICE;
  return isSaidByFile(error) ? FILE_ADVICE : BY_STATE.get(sqlState(error) ?? "");
}

/** Whether the file system refused something; a socket that refuses has no path. */
function isSaidByFile(error: unknown): boolean {
  return error instanceof Error && "syscall" in error && "path" in error;
}
