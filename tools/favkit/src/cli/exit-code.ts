import type { FavkitErrorCode } from "../domain/favkit-error.ts";

const EXIT_CODES: Readonly<Record<FavkitErrorCode, number>> = {
  bad_usage: 2,
  bad_manifest: 2,
  nothing_matched: 3,
  path_not_found: 3,
  ambiguous: 5,
  permission_denied: 4,
  read_only: 4,
  disk_full: 1,
  io_failed: 1,
  malformed_file: 6,
  unsupported: 6,
  concurrent_change: 7,
  write_without_effect: 1,
  api_failed: 1,
  backup_damaged: 1,
};

/** The exit code of an error. */
export function exitCodeOf(code: FavkitErrorCode): number {
  return EXIT_CODES[code];
}
