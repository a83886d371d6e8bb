export type Chains = {
  readonly configured: string;
  /** Null while the database is empty. */
  readonly stored: string | null;
  readonly served: string;
};

/** Database, configuration and upstream are not all about one chain; nothing of the upstream is stored. */
export class WrongChain extends Error {
  override readonly name = "WrongChain";
  readonly code = "wrong_chain";

  constructor({ configured, stored, served }: Chains) {
    const mirrored = stored ?? configured;
    super(
      mirrored === configured
        ? `the upstream serves chain ${served}, but this database mirrors ${mirrored}: check TZKT_URL and CHAIN_ID`
        : `this database mirrors ${mirrored}, but CHAIN_ID is ${configured}: another chain needs another database`,
    );
  }
}
