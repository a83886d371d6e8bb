/** A service ended before it was ready, or did not become ready in time. */
export class ServiceDied extends Error {
  override readonly name = "ServiceDied";
  readonly code = "service_died";
  /** The last lines it wrote. */
  readonly lastLines: readonly string[];

  constructor(reason: string, lastLines: readonly string[]) {
    super([reason, ...lastLines].join("\n"));
    this.lastLines = lastLines;
  }
}
