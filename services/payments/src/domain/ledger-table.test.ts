import { describe } from "vitest";

import { MAX } from "../../test/in-memory/ledger-table.ts";
import { table } from "../../test/in-memory/run-table.ts";
import {
  A,
  A_WITH_100,
  B,
  B_WITH_100,
  counters,
  create,
  hold,
  none,
  post,
  release,
  t,
} from "../../test/in-memory/table-rows.ts";

describe("single transfers", () => {
  table(
    "debit one account and credit another",
    A,
    B,
    create(t("T1", 7n), "created"),
    create(t("T2", 3n, { debit: "B", credit: "A" }), "created"),
    counters("A", 0n, 7n, 0n, 3n),
    counters("B", 0n, 3n, 0n, 7n),
  );
  table("may move nothing", A, B, create(t("T1", 0n), "created"), counters("A", ...none));
  table(
    "have ids that are not reserved",
    A,
    B,
    create(t("0", 1n), "id_must_not_be_zero"),
    create(t("max", 1n), "id_must_not_be_int_max"),
    counters("A", ...none),
  );
  table("have two sides", A, create(t("T1", 1n, { credit: "A" }), "accounts_must_be_different"));
  table(
    "need both accounts, the debited one first",
    A,
    create(t("T1", 1n), "credit_account_not_found"),
    create(t("T2", 1n, { debit: "C", credit: "D" }), "debit_account_not_found"),
    counters("A", ...none),
  );
  table(
    "have one ledger, that of both accounts",
    A,
    B,
    { account: "C", ledger: 2 },
    create(t("T1", 1n, { credit: "C" }), "accounts_must_have_the_same_ledger"),
    create(t("T2", 1n, { ledger: 2 }), "transfer_must_have_the_same_ledger_as_accounts"),
    create(t("T3", 1n), "created"),
    counters("A", 0n, 1n, 0n, 0n),
  );
});

describe("limits", () => {
  table(
    "debits must not exceed credits, to the last unit",
    A_WITH_100,
    B,
    create(t("T1", 101n), "exceeds_credits"),
    create(t("T2", 60n), "created"),
    create(t("T3", 41n), "exceeds_credits"),
    create(t("T4", 40n), "created"),
    counters("A", 0n, 100n, 0n, 100n),
  );
  table(
    "credits must not exceed debits, to the last unit",
    A,
    B_WITH_100,
    create(t("T1", 101n), "exceeds_debits"),
    create(t("T2", 100n), "created"),
    counters("B", 0n, 100n, 0n, 100n),
  );
  table(
    "where both are exceeded, the debited account is told",
    A_WITH_100,
    B_WITH_100,
    create(t("T1", 101n), "exceeds_credits"),
  );
  table(
    "pending debits count, pending credits do not",
    { account: "A", flag: "debits_must_not_exceed_credits", is: [30n, 50n, 500n, 100n] },
    B,
    create(t("T1", 21n), "exceeds_credits"),
    create(t("T2", 20n), "created"),
    counters("A", 30n, 70n, 500n, 100n),
  );
  table(
    "pending credits count, pending debits do not",
    A,
    { account: "B", flag: "credits_must_not_exceed_debits", is: [500n, 100n, 30n, 50n] },
    create(t("T1", 21n), "exceeds_debits"),
    create(t("T2", 20n), "created"),
    counters("B", 500n, 100n, 30n, 70n),
  );
  table(
    "moving nothing exceeds nothing",
    { account: "A", flag: "debits_must_not_exceed_credits" },
    B,
    create(t("T1", 0n), "created"),
    create(t("T2", 1n), "exceeds_credits"),
  );
});

describe("overflow", () => {
  table(
    "of what is posted, on either side",
    { account: "A", is: [0n, MAX, 0n, 0n] },
    { account: "B", is: [0n, 0n, 0n, MAX - 5n] },
    { account: "C" },
    create(t("T1", 1n), "overflows_debits_posted"),
    create(t("T2", 6n, { debit: "C" }), "overflows_credits_posted"),
    create(t("T3", 5n, { debit: "C" }), "created"),
    counters("B", 0n, 0n, 0n, MAX),
  );
  table(
    "of what is pending, on either side",
    { account: "A", is: [MAX, 0n, 0n, 0n] },
    { account: "B", is: [0n, 0n, MAX, 0n] },
    { account: "C" },
    create(hold("T1", 1n), "overflows_debits_pending"),
    create(hold("T2", 1n, { debit: "C" }), "overflows_credits_pending"),
  );
  table(
    "of both together",
    { account: "A", is: [MAX - 10n, 5n, 0n, 0n] },
    { account: "B", is: [0n, 0n, 5n, MAX - 10n] },
    { account: "C" },
    create(t("T1", 6n), "overflows_debits"),
    create(hold("T2", 6n), "overflows_debits"),
    create(t("T3", 6n, { debit: "C" }), "overflows_credits"),
    create(t("T4", 5n), "created"),
    counters("A", MAX - 10n, 10n, 0n, 0n),
  );
  table(
    "comes before the limits",
    { account: "A", flag: "debits_must_not_exceed_credits", is: [0n, MAX, 0n, 0n] },
    B,
    create(t("T1", 1n), "overflows_debits_posted"),
  );
});

describe("two phases", () => {
  table(
    "a hold is pending on both sides until it is posted",
    A_WITH_100,
    B,
    create(hold("T1", 30n), "created"),
    counters("A", 30n, 0n, 0n, 100n),
    counters("B", 0n, 0n, 30n, 0n),
    create(post("T2", "T1"), "created"),
    counters("A", 0n, 30n, 0n, 100n),
    counters("B", 0n, 0n, 0n, 30n),
  );
  table(
    "a post of less releases the rest",
    A,
    B,
    create(hold("T1", 30n), "created"),
    create(post("T2", "T1", 12n), "created"),
    counters("A", 0n, 12n, 0n, 0n),
    counters("B", 0n, 0n, 0n, 12n),
  );
  table(
    "a post of nothing releases all",
    A,
    B,
    create(hold("T1", 30n), "created"),
    create(post("T2", "T1", 0n), "created"),
    counters("A", ...none),
    create(release("T3", "T1"), "pending_transfer_already_posted"),
  );
  table(
    "a void releases all",
    A,
    B,
    create(hold("T1", 30n), "created"),
    create(release("T2", "T1"), "created"),
    counters("A", ...none),
    counters("B", ...none),
  );
  table(
    "not more is posted than was held",
    A,
    B,
    create(hold("T1", 30n), "created"),
    create(post("T2", "T1", 31n), "exceeds_pending_transfer_amount"),
    create(post("T3", "T1", 30n), "created"),
  );
  table(
    "a hold is resolved once",
    A,
    B,
    create(hold("T1", 30n), "created"),
    create(hold("T2", 5n), "created"),
    create(post("T3", "T1"), "created"),
    create(post("T4", "T1"), "pending_transfer_already_posted"),
    create(release("T5", "T1"), "pending_transfer_already_posted"),
    create(release("T6", "T2"), "created"),
    create(release("T7", "T2"), "pending_transfer_already_voided"),
    create(post("T8", "T2"), "pending_transfer_already_voided"),
    counters("A", 0n, 30n, 0n, 0n),
  );
  table(
    "there is a hold to be resolved",
    A,
    B,
    create(t("T1", 1n), "created"),
    create(post("T2", "T1"), "pending_transfer_not_pending"),
    create(release("T3", "T9"), "pending_transfer_not_found"),
    create(hold("T4", 1n), "created"),
    create(post("T5", "T4"), "created"),
    create(post("T6", "T5"), "pending_transfer_not_pending"),
  );
  table(
    "posting and voiding exceed no limit, whatever has been held besides",
    A_WITH_100,
    B_WITH_100,
    create(hold("T1", 60n), "created"),
    create(hold("T2", 40n), "created"),
    create(hold("T3", 1n), "exceeds_credits"),
    create(post("T4", "T1"), "created"),
    create(release("T5", "T2"), "created"),
    counters("A", 0n, 60n, 0n, 100n),
    counters("B", 0n, 100n, 0n, 60n),
  );
  table(
    "a hold of nothing is a hold",
    A,
    B,
    create(hold("T1", 0n), "created"),
    create(post("T2", "T1"), "created"),
    create(post("T3", "T1"), "pending_transfer_already_posted"),
  );
});
