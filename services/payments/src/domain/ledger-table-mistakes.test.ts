import { describe } from "vitest";

import { table } from "../../test/in-memory/run-table.ts";
import {
  A,
  A_WITH_100,
  B,
  counters,
  create,
  hold,
  linked,
  none,
  post,
  release,
  t,
} from "../../test/in-memory/table-rows.ts";

describe("what is said of a transfer", () => {
  table(
    "flags go together or they do not",
    A,
    B,
    create(hold("T1", 5n), "created"),
    create(
      { ...post("T2", "T1"), flags: ["post_pending_transfer", "void_pending_transfer"] },
      "flags_are_mutually_exclusive",
    ),
    create(
      { ...post("T2", "T1"), flags: ["post_pending_transfer", "pending"] },
      "flags_are_mutually_exclusive",
    ),
    create(
      { ...release("T2", "T1"), flags: ["void_pending_transfer", "balancing_debit"] },
      "flags_are_mutually_exclusive",
    ),
    create(
      { ...release("T2", "T1"), flags: ["void_pending_transfer", "closing_credit"] },
      "flags_are_mutually_exclusive",
    ),
    create(release("T2", "T1"), "created"),
  );
  table(
    "only a hold has a time",
    A,
    B,
    create(t("T1", 5n, { timeout: 60 }), "timeout_reserved_for_pending_transfer"),
    create(hold("T1", 5n, { timeout: 60 }), "created"),
    create({ ...post("T2", "T1"), timeout: 1 }, "timeout_reserved_for_pending_transfer"),
    create({ ...release("T2", "T1"), timeout: 1 }, "timeout_reserved_for_pending_transfer"),
  );
  table(
    "only a hold closes an account",
    A,
    B,
    create(t("T1", 0n, { flags: ["closing_debit"] }), "closing_transfer_must_be_pending"),
    create(t("T1", 0n, { flags: ["closing_credit"] }), "closing_transfer_must_be_pending"),
    create(t("T1", 1n), "created"),
  );
  table(
    "ids, ledger and code are something",
    A,
    B,
    create(t("T1", 1n, { debit: "0" }), "debit_account_id_must_not_be_zero"),
    create(t("T1", 1n, { debit: "max" }), "debit_account_id_must_not_be_int_max"),
    create(t("T1", 1n, { credit: "0" }), "credit_account_id_must_not_be_zero"),
    create(t("T1", 1n, { credit: "max" }), "credit_account_id_must_not_be_int_max"),
    create(t("T1", 1n, { pending: "T9" }), "pending_id_must_be_zero"),
    create(t("T1", 1n, { ledger: 0 }), "ledger_must_not_be_zero"),
    create(t("T1", 1n, { code: 0 }), "code_must_not_be_zero"),
    create(post("T1", "0"), "pending_id_must_not_be_zero"),
    create(post("T1", "max"), "pending_id_must_not_be_int_max"),
    create(post("T1", "T1"), "pending_id_must_be_different"),
    create(t("T1", 1n), "created"),
    counters("A", 0n, 1n, 0n, 0n),
  );
  table(
    "who is wrong takes along what is linked",
    A,
    B,
    {
      batch: [
        [linked(t("T1", 1n)), "linked_event_failed"],
        [linked(t("T2", 1n, { timeout: 1 })), "timeout_reserved_for_pending_transfer"],
        [t("T3", 1n), "linked_event_failed"],
        [t("T4", 1n), "created"],
      ],
    },
    counters("A", 0n, 1n, 0n, 0n),
  );
});

describe("the end of a hold", () => {
  table(
    "may name what the hold has, and nothing else",
    A,
    B,
    create(hold("T1", 5n), "created"),
    create({ ...post("T2", "T1"), debit: "B" }, "pending_transfer_has_different_debit_account_id"),
    create(
      { ...release("T2", "T1"), credit: "C" },
      "pending_transfer_has_different_credit_account_id",
    ),
    create({ ...post("T2", "T1"), ledger: 2 }, "pending_transfer_has_different_ledger"),
    create({ ...post("T2", "T1"), code: 2 }, "pending_transfer_has_different_code"),
    create({ ...post("T2", "T1"), debit: "A", credit: "B", ledger: 1, code: 1 }, "created"),
    counters("A", 0n, 5n, 0n, 0n),
  );
  table(
    "voids all of it, whether it says so or not",
    A,
    B,
    create(hold("T1", 5n), "created"),
    create({ ...release("T2", "T1"), amount: 4n }, "pending_transfer_has_different_amount"),
    create({ ...release("T2", "T1"), amount: 6n }, "exceeds_pending_transfer_amount"),
    create({ ...release("T2", "T1"), amount: 5n }, "created"),
    counters("A", ...none),
  );
  table(
    "is another one with other names, whatever has become of the hold",
    A,
    B,
    create(hold("T1", 5n), "created"),
    create(post("T2", "T1"), "created"),
    create({ ...post("T2", "T1"), debit: "A" }, "exists"),
    create({ ...post("T2", "T1"), debit: "B" }, "exists_with_different_debit_account_id"),
    create({ ...post("T2", "T1"), code: 2 }, "exists_with_different_code"),
    create({ ...post("T3", "T1"), debit: "B" }, "pending_transfer_has_different_debit_account_id"),
    create(post("T3", "T1"), "pending_transfer_already_posted"),
  );
});

describe("what comes first", () => {
  table(
    "is whether the id is used or used up",
    A_WITH_100,
    B,
    create(t("T1", 101n), "exceeds_credits"),
    create(t("T1", 1n, { debit: "0" }), "id_already_failed"),
    create(t("T2", 1n), "created"),
    create(t("T2", 1n, { debit: "0" }), "exists_with_different_debit_account_id"),
  );
  table(
    "is what is wrong by itself, which uses up no id",
    A,
    create(t("T1", 1n, { timeout: 1 }), "timeout_reserved_for_pending_transfer"),
    create(t("T1", 1n), "credit_account_not_found"),
    create(t("T1", 1n), "id_already_failed"),
  );
});

describe("accounts", () => {
  table(
    "are created once, and the first field that differs is told",
    { create: { id: "A" }, status: "created" },
    { create: { id: "A" }, status: "exists" },
    {
      create: { id: "A", flags: ["debits_must_not_exceed_credits"], ledger: 2 },
      status: "exists_with_different_flags",
    },
    { create: { id: "A", ledger: 2, code: 2 }, status: "exists_with_different_ledger" },
    { create: { id: "A", code: 2 }, status: "exists_with_different_code" },
    counters("A", ...none),
  );
  table(
    "have one limit, begin with nothing, and are kept in something",
    { create: { id: "0" }, status: "id_must_not_be_zero" },
    { create: { id: "max" }, status: "id_must_not_be_int_max" },
    {
      create: {
        id: "A",
        flags: ["debits_must_not_exceed_credits", "credits_must_not_exceed_debits"],
      },
      status: "flags_are_mutually_exclusive",
    },
    { create: { id: "A", creditsPosted: 1n }, status: "credits_posted_must_be_zero" },
    { create: { id: "A", ledger: 0 }, status: "ledger_must_not_be_zero" },
    { create: { id: "A", code: 0 }, status: "code_must_not_be_zero" },
    { create: { id: "A" }, status: "created" },
  );
  table(
    "that are created move money within their limits",
    { create: { id: "A", flags: ["debits_must_not_exceed_credits"] }, status: "created" },
    { create: { id: "B" }, status: "created" },
    create(t("T1", 1n), "exceeds_credits"),
    create(t("T2", 5n, { debit: "B", credit: "A" }), "created"),
    create(t("T3", 5n), "created"),
    counters("A", 0n, 5n, 0n, 5n),
  );
});
