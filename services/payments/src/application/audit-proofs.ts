/** What the house has signed: so many events of all tenants, and the root of the tree over them. */
export type SignedHead = {
  readonly size: number;
  /** In hexadecimal. */
  readonly root: string;
  /** The checkpoint as it was signed. */
  readonly note: string;
  readonly signedAt: string;
};

/** That an event is in the log as it was signed. */
type EventProof = {
  /** The canonical JSON whose hash, after a zero byte, is the leaf. */
  readonly entry: string;
  readonly index: number;
  readonly leaf: string;
  readonly size: number;
  readonly root: string;
  readonly hashes: readonly string[];
  /** The newest checkpoint, which is the one of this size unless another size was asked for. */
  readonly head?: SignedHead;
};

/** Proofs of what was signed. Throws `NotaryUnavailable` where nothing is signed any more, since the log was changed. */
export type AuditProofs = {
  /** From the newest on. */
  heads(page: { readonly below?: number; readonly limit: number }): Promise<readonly SignedHead[]>;
  /** Of an event of the tenant; `unknown` if it has none there, `not_in_tree` if it was not signed yet. */
  inclusion(
    tenant: string,
    position: bigint,
    size?: number,
  ): Promise<EventProof | "unknown" | "not_in_tree">;
  consistency(from: number, to: number): Promise<readonly string[] | "not_in_tree">;
  /** What checkpoints are verified with. */
  readonly verifierKey: string;
};
