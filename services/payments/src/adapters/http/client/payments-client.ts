import { accountCalls } from "./account-calls.ts";
import { auditCalls, eventCalls, ledgerCalls } from "./book-calls.ts";
import { openConnection, type PaymentsClientOptions } from "./connection.ts";
import { fxCalls, paymentCalls } from "./payment-calls.ts";
import { transferCalls } from "./transfer-calls.ts";

/**
 * The payments service, typed by the schemas that it validates with. What changes something goes out under an
 * idempotency key and is repeated with it, so that it is done once however often an answer is lost. Calls throw
 * `PaymentsProblem`, `PaymentsFailure`, or the reason of their signal.
 */
export class PaymentsClient {
  readonly accounts: ReturnType<typeof accountCalls>;
  readonly transfers: ReturnType<typeof transferCalls>;
  readonly fx: ReturnType<typeof fxCalls>;
  readonly payments: ReturnType<typeof paymentCalls>;
  readonly ledgers: ReturnType<typeof ledgerCalls>;
  readonly events: ReturnType<typeof eventCalls>;
  readonly audit: ReturnType<typeof auditCalls>;

  constructor(options: PaymentsClientOptions) {
    const connection = openConnection(options);
    this.accounts = accountCalls(connection);
    this.transfers = transferCalls(connection);
    this.fx = fxCalls(connection);
    this.payments = paymentCalls(connection);
    this.ledgers = ledgerCalls(connection);
    this.events = eventCalls(connection);
    this.audit = auditCalls(connection);
  }
}
