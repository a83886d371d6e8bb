/** A handler threw: the fault of an event or of the handler, not of the store. */
export class HandlerFailed extends Error {
  override readonly name = "HandlerFailed";
  readonly code = "handler_failed";

  constructor(cause: unknown) {
    super("the events could not be handled", { cause });
  }
}
