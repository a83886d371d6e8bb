/** A row that is known to hold does not. */
export class RowFailed extends Error {
  override readonly name = "RowFailed";
  readonly code = "row_failed";
}
