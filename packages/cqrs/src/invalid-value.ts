/** A value that has no canonical JSON text; `path` leads to the culprit, `""` is the value itself. */
export class InvalidValue extends TypeError {
  override readonly name = "InvalidValue";
  readonly code = "invalid_value";
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`${path === "" ? "the value" : path}: ${reason}`);
    this.path = path;
    this.reason = reason;
  }
}
