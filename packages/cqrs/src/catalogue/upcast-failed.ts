/** An upcaster threw, which is a mistake in it: the event was fine when it was written. */
export class UpcastFailed extends TypeError {
  override readonly name = "UpcastFailed";
  readonly code = "upcast_failed";

  constructor(type: string, schemaVersion: number, cause: unknown) {
    super(`${type} could not be brought from schema version ${schemaVersion} to the next`, {
      cause,
    });
  }
}
