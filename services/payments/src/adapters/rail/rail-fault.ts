/** The rail gave no answer that could be used. Whether it did what it was asked is not known. */
export class RailFault extends Error {
  override readonly name = "RailFault";
  readonly code = "rail_fault";
  /** Where there was one. */
  readonly status: number | undefined;

  constructor(
    reason: string,
    { status, cause }: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(`the rail: ${reason}`, { cause });
    this.status = status;
  }
}
