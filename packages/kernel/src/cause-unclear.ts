/** A command was issued while several events were handled at once: which of them led to it cannot be known. */
export class CauseUnclear extends TypeError {
  override readonly name = "CauseUnclear";
  readonly code = "cause_unclear";

  constructor(commandType: string) {
    super(
      `${commandType} follows from one of several events: name it in meta.causationId, or handle them one by one by react`,
    );
  }
}
