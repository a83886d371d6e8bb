import { describe } from "vitest";

import { MAX } from "../../test/in-memory/ledger-table.ts";
import { table } from "../../test/in-memory/run-table.ts";
import {
  A,
  A_WITH_100,
  B,
  B_WITH_100,
  balanced,
  counters,
  create,
  hold,
  linked,
  none,
  post,
  release,
  t,
} from "../../test/in-memory/table-rows.ts";

describe("balancing", () => {
  table(
    "moves what is left on the debited account, whatever its limit",
    { account: "A", is: [10n, 20n, 500n, 100n] },
    B,
    create(balanced("T1", MAX, "debit"), "created"),
    counters("A", 10n, 90n, 500n, 100n),
    counters("B", 0n, 0n, 0n, 70n),
  );
  table(
    "moves what is left on the credited account",
    A,
    { account: "B", is: [500n, 100n, 10n, 20n] },
    create(balanced("T1", MAX, "credit"), "created"),
    counters("B", 500n, 100n, 10n, 90n),
  );
  table(
    "moves no more than it was asked for",
    A_WITH_100,
    B,
    create(balanced("T1", 30n, "debit"), "created"),
    create(balanced("T2", 80n, "debit"), "created"),
    counters("A", 0n, 100n, 0n, 100n),
  );
  table(
    "moves nothing where nothing is left, or less",
    A,
    { account: "B", is: [0n, 5n, 0n, 9n] },
    create(balanced("T1", MAX, "debit"), "created"),
    create(balanced("T2", 7n, "credit"), "created"),
    counters("A", ...none),
  );
  table(
    "is held to the limit of the other account",
    { account: "A", is: [0n, 0n, 0n, 300n] },
    B_WITH_100,
    create(balanced("T1", MAX, "debit"), "exceeds_debits"),
    create(balanced("T2", 100n, "debit"), "created"),
  );
  table(
    "holds what is left",
    A_WITH_100,
    B,
    create(hold("T1", MAX, { flags: ["pending", "balancing_debit"] }), "created"),
    counters("A", 100n, 0n, 0n, 100n),
    create(post("T2", "T1", 1n), "created"),
    counters("A", 0n, 1n, 0n, 100n),
  );
  table(
    "asked for again, is there if it moved no more than that",
    A_WITH_100,
    B,
    create(balanced("T1", MAX, "debit"), "created"),
    create(balanced("T1", MAX, "debit"), "exists"),
    create(balanced("T1", 100n, "debit"), "exists"),
    create(balanced("T1", 99n, "debit"), "exists_with_different_amount"),
  );
});

describe("closing", () => {
  const closeA = t("T2", 0n, { flags: ["pending", "closing_debit"] });
  table(
    "balances an account, closes it, and opens it again",
    { account: "A", flag: "debits_must_not_exceed_credits", is: [0n, 10n, 0n, 20n] },
    B,
    {
      batch: [
        [{ ...balanced("T1", MAX, "debit"), flags: ["balancing_debit", "linked"] }, "created"],
        [closeA, "created"],
      ],
    },
    counters("A", 0n, 20n, 0n, 20n),
    create(t("T3", 1n, { debit: "B", credit: "A" }), "credit_account_already_closed"),
    create(t("T4", 0n), "debit_account_already_closed"),
    create(release("T5", "T2"), "created"),
    create(t("T6", 1n, { debit: "B", credit: "A" }), "created"),
    counters("A", 0n, 20n, 0n, 21n),
  );
  table(
    "closes the credited account",
    A,
    { account: "B", flag: "credits_must_not_exceed_debits", is: [0n, 30n, 0n, 5n] },
    create(balanced("T1", MAX, "credit"), "created"),
    create(t("T2", 0n, { flags: ["pending", "closing_credit"] }), "created"),
    create(t("T3", 0n), "credit_account_already_closed"),
    counters("B", 0n, 30n, 0n, 30n),
  );
  table(
    "leaves holds from before to expire",
    A,
    B,
    create(hold("T1", 7n, { timeout: 5 }), "created"),
    create(closeA, "created"),
    create(post("T3", "T1"), "debit_account_already_closed"),
    { tick: 5 },
    counters("A", ...none),
    counters("B", ...none),
  );
});

describe("repetition", () => {
  const first = t("T1", 7n, { userData: "rent" });
  table(
    "of the same is told, and moves nothing",
    A,
    B,
    create(first, "created"),
    create(first, "exists"),
    {
      batch: [
        [first, "exists"],
        [t("T2", 1n), "created"],
        [t("T2", 1n), "exists"],
      ],
    },
    counters("A", 0n, 8n, 0n, 0n),
  );
  table(
    "of another one is refused by the first field that differs",
    A,
    B,
    { account: "C" },
    create(first, "created"),
    create({ ...first, flags: ["pending"], debit: "C" }, "exists_with_different_flags"),
    create({ ...first, debit: "C", credit: "A" }, "exists_with_different_debit_account_id"),
    create({ ...first, credit: "C", amount: 8n }, "exists_with_different_credit_account_id"),
    create({ ...first, amount: 8n, userData: "" }, "exists_with_different_amount"),
    create({ ...first, userData: "", ledger: 2 }, "exists_with_different_user_data_128"),
    create({ ...first, ledger: 2, code: 2 }, "exists_with_different_ledger"),
    create({ ...first, code: 2 }, "exists_with_different_code"),
    counters("A", 0n, 7n, 0n, 0n),
  );
  table(
    "of a hold, a post and a void",
    A,
    B,
    create(hold("T1", 7n, { timeout: 60 }), "created"),
    create(hold("T1", 8n, { timeout: 61 }), "exists_with_different_timeout"),
    create(hold("T2", 7n), "created"),
    create(post("T3", "T1"), "created"),
    create(post("T3", "T1", 7n), "exists"),
    create(post("T3", "T1", 6n), "exists_with_different_amount"),
    create(post("T3", "T2"), "exists_with_different_pending_id"),
    create(release("T3", "T1"), "exists_with_different_flags"),
    create(release("T4", "T2"), "created"),
    create(release("T4", "T2"), "exists"),
    counters("A", 0n, 7n, 0n, 0n),
  );
  table(
    "of what has failed and might not fail now fails",
    A_WITH_100,
    B,
    create(t("T1", 101n), "exceeds_credits"),
    create(t("T2", 1n, { debit: "C" }), "debit_account_not_found"),
    create(t("T3", 1n, { credit: "C" }), "credit_account_not_found"),
    create(post("T4", "T9"), "pending_transfer_not_found"),
    { account: "C", is: [0n, 0n, 0n, 0n] },
    create(hold("T9", 1n), "created"),
    create(t("T1", 1n), "id_already_failed"),
    create(t("T2", 1n, { debit: "C" }), "id_already_failed"),
    create(t("T3", 1n, { credit: "C" }), "id_already_failed"),
    create(post("T4", "T9"), "id_already_failed"),
    counters("A", 1n, 0n, 0n, 100n),
  );
  table(
    "of what has failed and always will is told why again",
    A,
    B,
    create(t("T1", 1n, { ledger: 2 }), "transfer_must_have_the_same_ledger_as_accounts"),
    create(t("T1", 1n, { credit: "A" }), "accounts_must_be_different"),
    create(hold("T2", 5n), "created"),
    create(post("T3", "T2", 6n), "exceeds_pending_transfer_amount"),
    create(post("T3", "T2", 5n), "created"),
    create(t("T1", 1n), "created"),
    counters("A", 0n, 6n, 0n, 0n),
  );
  table(
    "of what was linked to the cause is no repetition",
    A_WITH_100,
    B,
    {
      batch: [
        [linked(t("T1", 1n)), "linked_event_failed"],
        [t("T2", 101n), "exceeds_credits"],
      ],
    },
    create(t("T1", 1n), "created"),
    create(t("T2", 1n), "id_already_failed"),
  );
});
