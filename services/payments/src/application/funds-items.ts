import type { Item } from "../domain/ledger-command.ts";
import { PAYMENT_CODE } from "../domain/of-payment.ts";
import type { FundsCommand } from "../domain/payment/process-command.ts";

/** What the ledger is asked to do for a step of a payment. */
export function itemOf(command: FundsCommand): Item {
  switch (command.type) {
    case "HoldFunds": {
      const { hold: id, payer: debitAccount, clearing: creditAccount, amount } = command;
      return {
        kind: "transfer",
        id,
        debitAccount,
        creditAccount,
        amount,
        ledger: command.currency,
        code: PAYMENT_CODE,
        // No time limit: only the rail's word ends it.
        isPending: true,
        conditions: [],
        once: "success",
      };
    }
    case "PostFunds":
      return { kind: "post_hold", id: command.post, hold: command.hold, isOfPayment: true };
    case "ReleaseFunds": {
      const { release: id, hold, reason } = command;
      return { kind: "void_hold", id, hold, reason, isOfPayment: true };
    }
    case "ReverseFunds": {
      const { reversal: id, post: original, reason } = command;
      return { kind: "reverse", id, original, reason, isForced: false, isOfPayment: true };
    }
    default:
      return command satisfies never;
  }
}
