import { DatabaseError } from "pg";

import { DatabaseUnavailable } from "./database-unavailable.ts";

/**
 * The error as `DatabaseUnavailable` when the server is what failed, otherwise the error itself.
 * `whenLost` is the outcome to tell when the connection broke before an answer came.
 */
export function asUnavailable(error: unknown, whenLost: "not_applied" | "unknown"): unknown {
  if (error instanceof DatabaseUnavailable) return error;
  if (error instanceof DatabaseError) {
    if (REFUSING.has(error.code ?? "")) return new DatabaseUnavailable(error, "not_applied");
    return isLeaving(error.code ?? "") ? new DatabaseUnavailable(error, whenLost) : error;
  }
  return isConnectionFailure(error) ? new DatabaseUnavailable(error, whenLost) : error;
}

/**
 * SQLSTATEs by which a living server says that it cannot do the work now (PostgreSQL manual,
 * appendix A): starting up, too many connections, disk full, read-only after a failover.
 */
const REFUSING: ReadonlySet<string> = new Set(["57P03", "53300", "53100", "25006"]);

/** Shut down by the administrator, crashed, database dropped, or a connection exception. */
function isLeaving(sqlState: string): boolean {
  return /^(?:57P0[1245]|08...|25P03)$/.test(sqlState);
}

/** What the operating system and the resolver say of a server that cannot be reached. */
const NETWORK_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "ENETDOWN",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
]);

/** The driver gives these no code, so that only their words tell them apart. */
const DRIVER_WORDS =
  /^(?:Connection terminated|timeout expired$|Query read timeout$|Client has encountered a connection error|Client was closed)/;

function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.length > 0) {
    return error.errors.every(isConnectionFailure);
  }
  if ("syscall" in error && "code" in error) return NETWORK_CODES.has(String(error.code));
  return DRIVER_WORDS.test(error.message);
}
