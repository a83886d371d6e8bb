/** What can go wrong, as the codes that programs tell it by. */
export type FavkitErrorCode =
  /** Arguments that mean nothing. */
  | "bad_usage"
  /** A manifest that cannot be used; the message begins with line and column. */
  | "bad_manifest"
  /** No item, backup or journal entry fits. */
  | "nothing_matched"
  /** A path that should be added does not exist. */
  | "path_not_found"
  /** More than one item fits. */
  | "ambiguous"
  /** EPERM or EACCES: on macOS the privacy protection (TCC). */
  | "permission_denied"
  /** The volume is read-only. */
  | "read_only"
  | "disk_full"
  /** Any other error of the file system. */
  | "io_failed"
  /** Not a file of a list, or a broken or hostile one; the message tells the offset of the first fault. */
  | "malformed_file"
  /** The system, its version, or what it has cannot do this. */
  | "unsupported"
  /** The list was changed by somebody else meanwhile. */
  | "concurrent_change"
  /** The API took a change and shows none of it. */
  | "write_without_effect"
  /** The API answered with a null handle or an error status. */
  | "api_failed"
  /** A backup is not what was written once. */
  | "backup_damaged";

/** The one error of this package: the message says what happened and what to do; `code` is for programs. */
export class FavkitError extends Error {
  override readonly name = "FavkitError";
  readonly code: FavkitErrorCode;
  constructor(code: FavkitErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
