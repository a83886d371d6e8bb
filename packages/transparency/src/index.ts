export {
  type Checkpoint,
  type CheckpointFault,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from "./checkpoint.ts";
export { CompactRange } from "./compact-range.ts";
export {
  type Consistency,
  type ConsistencyFault,
  consistencyProof,
  type TreeState,
  verifyConsistency,
} from "./consistency-proof.ts";
export { type HashSource, rootAt } from "./hash-source.ts";
export { EMPTY_ROOT, type Hash, isHash, leafHash, nodeHash } from "./hash.ts";
export {
  type Inclusion,
  type InclusionFault,
  inclusionProof,
  verifyInclusion,
} from "./inclusion-proof.ts";
export {
  generateKey,
  type KeyFault,
  type KeyHash,
  type KeyPair,
  type NoteSigner,
  type NoteVerifier,
  parseSignerKey,
  parseVerifierKey,
  verifierKeyOf,
} from "./note-key.ts";
export {
  type NoteFault,
  type NoteSignature,
  type OpenedNote,
  openNote,
  parseNote,
  type SignedNote,
  signNote,
} from "./signed-note.ts";
export { type Subtree, subtreesOf } from "./subtree.ts";
export { type Verdict } from "./verdict.ts";
