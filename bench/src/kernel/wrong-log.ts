/** What was measured is void: the log does not hold what it should. */
export class WrongLog extends Error {
  override readonly name = "WrongLog";
  readonly code = "wrong_log";
}
