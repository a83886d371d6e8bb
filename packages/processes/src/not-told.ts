import type { Refusal } from "@holdfast/cqrs";

/** The log did not take what a process was to be told; it is tried again, or put aside. */
export class NotTold extends TypeError {
  readonly refusal: Refusal;

  constructor(streamId: string, refusal: Refusal) {
    super(`${streamId} could not be told: ${refusal.code}: ${refusal.sentence}`);
    this.name = "NotTold";
    this.refusal = refusal;
  }
}
