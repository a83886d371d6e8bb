import { readFileSync } from "node:fs";

import { expect, it } from "vitest";

import type { LedgerCommand } from "./ledger-command.ts";
import { ledgerEvents } from "./ledger-events.ts";
import type { LedgerRefusal } from "./ledger-refusal.ts";

const FEATURES = [
  "accounts",
  "limits-of-accounts",
  "transfers",
  "one-id-one-transfer",
  "balancing-transfers",
  "holds",
  "expiry-of-holds",
  "held-by-payments",
  "reversals",
  "batches",
  "conditions",
  "tried-once",
  "foreign-exchange",
  "expiry-of-quotes",
  "wallets-fees-and-loans",
];

/** Every no; `linked_event_failed` stands in the results of a batch, whose answer is the cause. */
const REFUSALS: Readonly<Record<Exclude<LedgerRefusal["code"], "linked_event_failed">, true>> = {
  invalid_id: true,
  invalid_amount: true,
  account_not_found: true,
  account_number_taken: true,
  account_exists_with_different_content: true,
  account_frozen: true,
  account_closed: true,
  account_not_frozen: true,
  account_not_closed: true,
  account_not_empty: true,
  version_conflict: true,
  insufficient_funds: true,
  accounts_must_be_different: true,
  currency_mismatch: true,
  overflow: true,
  condition_failed: true,
  transfer_not_found: true,
  transfer_not_reversible: true,
  transfer_of_payment: true,
  exceeds_reversible_amount: true,
  pending_transfer_not_found: true,
  transfer_not_pending: true,
  pending_transfer_already_posted: true,
  pending_transfer_already_voided: true,
  pending_transfer_expired: true,
  pending_transfer_not_expired: true,
  exceeds_pending_transfer_amount: true,
  exists_with_different_flags: true,
  exists_with_different_pending_id: true,
  exists_with_different_timeout_s: true,
  exists_with_different_debit_account: true,
  exists_with_different_credit_account: true,
  exists_with_different_amount: true,
  exists_with_different_user_data: true,
  exists_with_different_ledger: true,
  exists_with_different_code: true,
  id_already_failed: true,
  linked_event_chain_open: true,
  quote_not_found: true,
  quote_already_used: true,
  quote_not_expired: true,
  quote_expired: true,
  quote_exists_with_different_content: true,
};
const COMMANDS: Readonly<Record<LedgerCommand["type"], true>> = {
  OpenAccount: true,
  FreezeAccount: true,
  UnfreezeAccount: true,
  CloseAccount: true,
  ReopenAccount: true,
  ChangeLimits: true,
  PostTransfers: true,
  IssueQuote: true,
  Convert: true,
  ExpireQuote: true,
};

type Outcome = {
  readonly command: string | null;
  readonly outcome: string;
  readonly times: number;
};

/** What came of which command on the pages of the features, which the tests beside this one keep true. */
const outcomes = FEATURES.flatMap((name): readonly Outcome[] => {
  const page = new URL(`../../../../docs/behaviour/payments-${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(page, "utf8")).outcomes;
});
const seen = outcomes.filter(({ times }) => times > 0);

it("every command is told by a scenario, and every no", () => {
  expect(new Set(seen.map(({ command }) => command))).toEqual(new Set(Object.keys(COMMANDS)));
  const refused = seen.flatMap(({ outcome }) => /^refused: (.*)$/.exec(outcome)?.slice(1) ?? []);
  expect(new Set(refused)).toEqual(new Set(Object.keys(REFUSALS)));
});

it("every event comes of a command in some scenario", () => {
  const happened = seen.flatMap(({ outcome }) => outcome.split(", "));
  expect(happened).toEqual(expect.arrayContaining(Object.keys(ledgerEvents.schemaVersions)));
});

it("no feature promises to tell a no that it does not tell", () => {
  expect(outcomes.filter(({ times }) => times === 0)).toEqual([]);
});
