import { FavkitError, type FavkitErrorCode } from "../../domain/favkit-error.ts";

/** Where macOS lets a person grant what a terminal needs to write these files. */
const PRIVACY_SETTINGS = "x-apple.systempreferences:com.apple.preference.security?Privacy_AllFiles";

const DENIED =
  "permission denied. On macOS the privacy protection guards this folder: give your terminal Full Disk Access in " +
  `System Settings > Privacy & Security (${PRIVACY_SETTINGS}), then open it anew`;

const FAILURES: Readonly<Record<string, readonly [FavkitErrorCode, string]>> = {
  EPERM: ["permission_denied", DENIED],
  EACCES: ["permission_denied", DENIED],
  EROFS: ["read_only", "the volume is read-only"],
  ENOSPC: ["disk_full", "no space is left on the volume"],
  EDQUOT: ["disk_full", "the disk quota is used up"],
  EISDIR: ["io_failed", "this is a folder, not a file"],
};

/** What an error of the file system means to the person at the terminal; any other error stays what it is. */
function fileFailure(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || error instanceof FavkitError) return error;
  const [kind, reason] = FAILURES[code] ?? ["io_failed", `the file system said ${code}`];
  return new FavkitError(kind, `${path}: ${reason}`, { cause: error });
}

/** The kind of failure that an error is. */
export function failureCodeOf(error: unknown): FavkitErrorCode {
  if (error instanceof FavkitError) return error.code;
  return FAILURES[codeOf(error) ?? ""]?.[0] ?? "io_failed";
}

/** Runs the work and throws its errors of the file system as `FavkitError`. */
export async function withFileFailures<Result>(
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw fileFailure(path, error);
  }
}

/** Whether an error says that nothing is there. */
export function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

/** The code of a system error, as "ENOENT". */
export function codeOf(error: unknown): string | undefined {
  const isSystemError = error instanceof Error && "code" in error && "syscall" in error;
  return isSystemError && typeof error.code === "string" ? error.code : undefined;
}
