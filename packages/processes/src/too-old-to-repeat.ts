/**
 * A command was issued so long ago that the log may have forgotten whether it was sent, and its process was never told.
 * Somebody has to look what became of it.
 */
export class TooOldToRepeat extends RangeError {
  override readonly name = "TooOldToRepeat";
  readonly code = "too_old_to_repeat";

  constructor(streamId: string, number: number) {
    super(
      `command ${number} of ${streamId} was issued more than 34 days ago, and may have taken effect: see what became of it`,
    );
  }
}
