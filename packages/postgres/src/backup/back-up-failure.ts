import { sqlState } from "../sql-state.ts";
import { BackupRefused } from "./backup-refused.ts";

/** What file system or server said against a backup as `BackupRefused`; other errors as they are. */
export function backUpFailure(error: unknown, directory: string): unknown {
  if (!(error instanceof Error)) return error;
  if ("syscall" in error) {
    const detail = `${directory} cannot be written (${error.message})`;
    return new BackupRefused("backup_not_written", detail, { cause: error });
  }
  if (sqlState(error) !== INSUFFICIENT_PRIVILEGE) return error;
  return new BackupRefused("table_not_readable", error.message, { cause: error });
}

const INSUFFICIENT_PRIVILEGE = "42501";
