/** A file that should tell how far a chain has come tells of another chain, or of nothing. */
export class BadChainFile extends Error {
  override readonly name = "BadChainFile";
  readonly code = "bad_chain_file";
}
