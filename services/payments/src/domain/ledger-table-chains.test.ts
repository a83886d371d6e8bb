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

describe("time", () => {
  const minute = hold("T1", 30n, { timeout: 60 });
  table(
    "until its time is over, a hold is posted or voided",
    A,
    B,
    create(minute, "created"),
    create({ ...minute, id: "T2" }, "created"),
    { tick: 59 },
    create(post("T3", "T1"), "created"),
    create(release("T4", "T2"), "created"),
    { tick: 1 },
    counters("A", 0n, 30n, 0n, 0n),
  );
  table(
    "from exactly then on it is not, even if it is still pending",
    A,
    B,
    create(minute, "created"),
    { tick: 60, isSwept: false },
    counters("A", 30n, 0n, 0n, 0n),
    create(post("T2", "T1"), "pending_transfer_expired"),
    create(release("T3", "T1"), "pending_transfer_expired"),
  );
  table(
    "whoever comes round releases it",
    A,
    B,
    create(minute, "created"),
    { tick: 59 },
    counters("A", 30n, 0n, 0n, 0n),
    { tick: 1 },
    counters("A", ...none),
    counters("B", ...none),
    create(post("T2", "T1"), "pending_transfer_expired"),
  );
  table(
    "a hold without a time stays",
    A,
    B,
    create(hold("T1", 30n), "created"),
    { tick: 1_000_000 },
    counters("A", 30n, 0n, 0n, 0n),
    create(post("T2", "T1"), "created"),
  );
  table(
    "what has expired is there again, and only that",
    A_WITH_100,
    B,
    create(hold("T1", 60n, { timeout: 1 }), "created"),
    create(hold("T2", 40n, { timeout: 9 }), "created"),
    create(t("T3", 1n), "exceeds_credits"),
    { tick: 1 },
    create(t("T4", 61n), "exceeds_credits"),
    create(t("T5", 60n), "created"),
    counters("A", 40n, 60n, 0n, 100n),
  );
});

describe("chains", () => {
  table(
    "pass together",
    A,
    B,
    {
      batch: [
        [linked(t("T1", 1n)), "created"],
        [linked(t("T2", 2n)), "created"],
        [t("T3", 4n), "created"],
      ],
    },
    counters("A", 0n, 7n, 0n, 0n),
  );
  table(
    "fail together, and what is linked to none of them does not care",
    A_WITH_100,
    B,
    {
      batch: [
        [t("T1", 1n), "created"],
        [linked(t("T2", 2n)), "linked_event_failed"],
        [linked(t("T3", 500n)), "exceeds_credits"],
        [t("T4", 4n), "linked_event_failed"],
        [t("T5", 8n), "created"],
      ],
    },
    counters("A", 0n, 9n, 0n, 100n),
  );
  table(
    "have an end",
    A,
    B,
    {
      batch: [
        [t("T1", 1n), "created"],
        [linked(t("T2", 2n)), "linked_event_failed"],
        [linked(t("T3", 4n)), "linked_event_chain_open"],
      ],
    },
    create(linked(t("T4", 8n)), "linked_event_chain_open"),
    counters("A", 0n, 1n, 0n, 0n),
  );
  table(
    "leave nothing of a hold either",
    A,
    B,
    create(hold("T1", 30n), "created"),
    {
      batch: [
        [linked(post("T2", "T1", 10n)), "linked_event_failed"],
        [linked(hold("T3", 5n)), "linked_event_failed"],
        [post("T4", "T9"), "pending_transfer_not_found"],
      ],
    },
    counters("A", 30n, 0n, 0n, 0n),
    create(post("T5", "T1"), "created"),
  );
  table(
    "see what came before in them, and in the batch",
    { ...A_WITH_100, is: none },
    B,
    { account: "C" },
    {
      batch: [
        [t("T1", 1n), "exceeds_credits"],
        [linked(t("T2", 9n, { debit: "C", credit: "A" })), "created"],
        [t("T3", 5n), "created"],
        [t("T4", 4n), "created"],
      ],
    },
    counters("A", 0n, 9n, 0n, 9n),
  );
});
