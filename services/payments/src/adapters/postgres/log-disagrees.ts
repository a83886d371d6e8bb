import type { AppendRefusal } from "@holdfast/cqrs/event-store";

/** The log refuses what the rows allow: one of them is not what the other was written with. Nothing was committed. */
export class LogDisagrees extends Error {
  override readonly name = "LogDisagrees";
  readonly code = "log_disagrees";
  readonly refusal: AppendRefusal;

  constructor(refusal: AppendRefusal) {
    super(`the log refuses what the ledger allows: ${refusal.sentence}`);
    this.refusal = refusal;
  }
}
