/** The ledger is not what the answers said, or out of balance: what was measured is void. */
export class WrongLedger extends Error {
  override readonly name = "WrongLedger";
  readonly code = "wrong_ledger";
}
