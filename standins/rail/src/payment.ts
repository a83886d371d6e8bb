import type { State, Step, Submission } from "./submission.ts";

/** A payment in the books. */
export type Payment = {
  readonly submission: Submission;
  readonly state: State;
  readonly reason: string | undefined;
  /** How often it was received with this content. */
  readonly received: number;
  /** How often its id was received with other content. */
  readonly conflicts: number;
  /** Steps still to go; the first one is next. */
  readonly course: readonly Step[];
  /** Milliseconds since 1970. */
  readonly receivedMs: number;
  readonly changedMs: number;
};

/** A payment that came to stand somewhere. */
export type Outcome = {
  readonly id: string;
  readonly state: State;
  readonly reason: string | undefined;
  /** Milliseconds since 1970. */
  readonly atMs: number;
};

/** Where somebody may send a payment by saying so. */
export function canBeTold(from: State, to: State): boolean {
  switch (from) {
    case "received":
      return to === "accepted" || to === "settled" || to === "rejected";
    case "accepted":
      return to === "settled" || to === "rejected";
    case "settled":
      return to === "returned";
    case "rejected":
    case "returned":
      return false;
    default:
      return from satisfies never;
  }
}
