/** The upstream's rows and its own count of them do not agree, however often they are asked for. */
export class RangeMismatch extends Error {
  override readonly name = "RangeMismatch";
  readonly code = "range_mismatch";
}
