/** Why the notary signs nothing more, and answers no proof. */
export type NotaryRefusalCode =
  | "leaf_differs"
  | "position_missing"
  | "tile_differs"
  | "tree_incomplete"
  | "head_beyond_log"
  | "head_not_believed"
  | "head_inconsistent"
  | "witness_not_believed"
  | "witness_beyond_log"
  | "witness_inconsistent"
  | "witness_refused";

/**
 * The log is not what was said about it before. The notary goes no further: somebody has to look, and what was signed
 * until then stays provable.
 */
export class NotaryRefused extends Error {
  override readonly name = "NotaryRefused";
  readonly code: NotaryRefusalCode;

  constructor(code: NotaryRefusalCode, sentence: string) {
    super(sentence);
    this.code = code;
  }
}
