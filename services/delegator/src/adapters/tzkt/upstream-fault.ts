/** The upstream did not give an answer that can be believed. Asking again may help. */
export class UpstreamFault extends Error {
  override readonly name = "UpstreamFault";
  readonly code = "upstream_fault";
  /** HTTP status, when there was one. */
  readonly status: number | undefined;
  /** How long the upstream asked us to stay away. */
  readonly retryAfterMs: number | undefined;

  constructor(
    reason: string,
    details: {
      readonly status?: number;
      readonly retryAfterMs?: number | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(reason, { cause: details.cause });
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}
