import type { StreamAddress } from "../event-store/event-store.ts";

/** A stream holds an event that its decider does not know; guessing would make half a state of it. */
export class UnknownEvent extends TypeError {
  override readonly name = "UnknownEvent";
  readonly code = "unknown_event";
  readonly type: string;

  constructor({ streamId }: StreamAddress, type: string) {
    super(`${streamId} holds a ${type}, which its decider does not know: deploy one that does`);
    this.type = type;
  }
}
