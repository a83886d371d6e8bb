/** Earlier demos mirrored a chain that these options do not lead to. */
export class OtherChain extends Error {
  override readonly name = "OtherChain";
  readonly code = "other_chain";

  constructor(cause: unknown) {
    const advice = "start with the same --rows and --reorgs, or with --fresh";
    super(`earlier demos stored another chain: ${advice}`, { cause });
  }
}
