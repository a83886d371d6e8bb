import { auditEvents } from "./src/domain/audit/audit-events.ts";
import { ledgerEvents } from "./src/domain/ledger-events.ts";
import { paymentEvents } from "./src/domain/payment/payment-events.ts";
import { paymentTimeouts, processCommands } from "./src/domain/payment/process-catalogues.ts";
import { wantedEvents } from "./src/domain/payment/wanted-events.ts";

/** What `npm run lock-events -- services/payments` releases. */
export const eventCatalogues = [
  ledgerEvents,
  auditEvents,
  paymentEvents,
  wantedEvents,
  processCommands,
  paymentTimeouts,
];
