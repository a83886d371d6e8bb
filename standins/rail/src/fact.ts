import type { State, Step, Submission } from "./submission.ts";

/** Something that happened to the books; they are what their facts make of them, in this order. */
export type Fact = {
  /** Milliseconds since 1970, as the rail's clock had it; never less than in the fact before. */
  readonly atMs: number;
} & (
  | {
      readonly kind: "received";
      readonly submission: Submission;
      /** Settled upon receipt, so that no later plan of faults changes it. */
      readonly course: readonly Step[];
    }
  /** The same id came again, with the same content or with another. */
  | { readonly kind: "repeated"; readonly id: string; readonly isSame: boolean }
  | {
      readonly kind: "moved";
      readonly id: string;
      readonly state: State;
      readonly reason?: string;
      /** Somebody said so: what else was to come does not. */
      readonly isTold: boolean;
    }
  /** The rail's clock is so far ahead of the machine's since. */
  | { readonly kind: "clock"; readonly aheadMs: number }
);
