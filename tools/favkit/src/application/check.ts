/** One thing that was looked at. */
export type Check = {
  readonly name: string;
  readonly state: "ok" | "warning" | "failed";
  /** What was found and, unless it is well, what to do. */
  readonly text: string;
  /** The error code that fits a failure. */
  readonly code?: "permission_denied" | "unsupported" | "malformed_file" | "io_failed";
};
