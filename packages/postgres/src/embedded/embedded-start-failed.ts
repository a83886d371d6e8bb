/** The embedded server did not start; `logLines` are the last lines it wrote. */
export class EmbeddedStartFailed extends Error {
  override readonly name = "EmbeddedStartFailed";
  readonly code = "embedded_start_failed";
  readonly logLines: readonly string[];

  constructor(reason: string, logLines: readonly string[] = [], options?: ErrorOptions) {
    super([`the embedded PostgreSQL did not start: ${reason}`, ...logLines].join("\n"), options);
    this.logLines = logLines;
  }
}
