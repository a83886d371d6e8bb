/** The upstream serves another chain than this database mirrors; nothing of it is stored. */
export class WrongChain extends Error {
  override readonly name = "WrongChain";
  readonly code = "wrong_chain";

  constructor(expected: string, found: string) {
    super(
      `the upstream serves chain ${found}, but this database mirrors ${expected}: check TZKT_URL and CHAIN_ID`,
    );
  }
}
