import type { Hash } from "@holdfast/transparency";

/**
 * Somebody outside the database who remembers checkpoints. What the owner of the database makes undone there, a witness
 * still knows; the more independent it is, the more it proves.
 */
export type Witness = {
  /** The newest checkpoint that it keeps. */
  latest(): Promise<string | undefined>;
  /**
   * Keeps a checkpoint, for good before it returns; `proof` shows that its newest one is the beginning of it. Refuses
   * one that is not, and takes one that it has already.
   */
  publish(note: string, proof: readonly Hash[]): Promise<WitnessAnswer>;
  /** All that it keeps, from the oldest on. */
  checkpoints(): AsyncIterable<string>;
};

/** What became of a checkpoint; why it was refused. */
export type WitnessAnswer =
  | "kept"
  | "checkpoint_not_believed"
  | "checkpoint_behind"
  | "checkpoint_inconsistent";
