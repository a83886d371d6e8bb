import { inMemoryRunner } from "@holdfast/scenarios/runners";
import { runFeature } from "@holdfast/scenarios/vitest";

import { ledgerLanguage } from "../../test/in-memory/ledger-language.ts";
import {
  ANN_HAS_TEN,
  asking,
  askingForAll,
  held,
  holding,
  moved,
  moving,
  postedHold,
  reversing,
} from "../../test/in-memory/ledger-story.ts";

const language = ledgerLanguage({
  invalid_amount: "an amount is a whole number from 1 to 38 digits",
  insufficient_funds: "the account has less than that",
  account_not_found: "there is no such account",
  pending_transfer_not_found: "there is no such hold",
  exists_with_different_amount: "the id is that of a transfer of another amount",
  linked_event_chain_open: "the last item is linked to nothing",
});
const { feature, rule, scenario, scenarioOutline, given, when } = language;
const { thenHappened, thenRefused, thenNothing, thenReadModel, thenIdempotent } = language;

const linked = { isLinked: true } as const;
const small = moving("small", { amount: 100n });
const large = moving("large", { amount: 5_000n });
const other = moving("other", { amount: 20n });
const tooMuch = { account: "ann", available: 900n, required: 5_000n, currency: "USD" } as const;

const batches = feature("Payments: batches", () => {
  rule(
    "Items of a batch are done in their order, and each sees what the ones before it did",
    tellOrder,
  );
  rule("What is not linked stands alone", tellAlone);
  rule(
    "What is linked passes or fails together, and of a chain that fails nothing is left",
    tellChains,
  );
  rule("A batch may be all or nothing", tellAtomic);
});

function tellOrder(): void {
  scenario(
    "money that comes is there for the next one",
    given(...ANN_HAS_TEN),
    when(
      asking(
        moving("come", { amount: 1_000n }),
        moving("go", { debitAccount: "bob", creditAccount: "house", amount: 1_000n }),
      ),
    ),
    thenHappened(
      moved({ transfer: "come", amount: 1_000n }),
      moved({ transfer: "go", debitAccount: "bob", creditAccount: "house", amount: 1_000n }),
    ),
    thenIdempotent(),
  );
  scenario(
    "but not for one that comes before it",
    given(...ANN_HAS_TEN),
    when(
      asking(
        moving("go", { debitAccount: "bob", creditAccount: "house", amount: 1_000n }),
        moving("come", { amount: 1_000n }),
      ),
    ),
    thenHappened(moved({ transfer: "come", amount: 1_000n })),
  );
  scenario(
    "a hold is posted, and what was posted taken back, in the batch that it came in",
    given(...ANN_HAS_TEN),
    when(
      asking(
        holding("hold", { amount: 300n }),
        { kind: "post_hold", id: "post", hold: "hold", amount: 200n },
        reversing("back", "post", { amount: 50n }),
      ),
    ),
    thenHappened(
      held({ transfer: "hold", amount: 300n }),
      postedHold({ transfer: "hold", by: "post", amount: 200n }),
      moved({
        transfer: "back",
        debitAccount: "bob",
        creditAccount: "ann",
        amount: 50n,
        reverses: "post",
        reason: "broken",
      }),
      {
        type: "TransferReversed",
        transfer: "post",
        by: "back",
        amount: 50n,
        reason: "broken",
        at: "2026-01-01T00:00:00.000Z",
      },
    ),
  );
  scenario(
    "the batch is told with each of its transfers",
    given(...ANN_HAS_TEN),
    when({ ...asking(small, other), batch: "payroll" }),
    thenHappened(
      moved({ transfer: "small", batch: "payroll" }),
      moved({ transfer: "other", amount: 20n, batch: "payroll" }),
    ),
  );
  scenario(
    "the same transfer twice in a batch is one",
    given(...ANN_HAS_TEN),
    when(asking(small, small)),
    thenHappened(moved({ transfer: "small" })),
  );
}

function tellAlone(): void {
  scenario(
    "one that cannot be done leaves the others alone",
    given(...ANN_HAS_TEN),
    when(asking(small, large, other)),
    thenHappened(moved({ transfer: "small" }), moved({ transfer: "other", amount: 20n })),
  );
  scenario(
    "where none can be done, the first no is the answer",
    given(...ANN_HAS_TEN),
    when(asking(large, moving("nobody", { creditAccount: "eve" }))),
    thenRefused("insufficient_funds", { ...tooMuch, available: 1_000n }),
  );
  scenario(
    "where all were done before, nothing happens",
    given(...ANN_HAS_TEN, moved({ transfer: "small" }), moved({ transfer: "other", amount: 20n })),
    when(asking(small, other)),
    thenNothing(),
  );
}

function tellChains(): void {
  scenario(
    "two sides of one thing",
    given(...ANN_HAS_TEN),
    when(asking({ ...small, ...linked }, other)),
    thenHappened(moved({ transfer: "small" }), moved({ transfer: "other", amount: 20n })),
  );
  scenarioOutline(
    "whichever fails takes the others along, and what is linked to none of them is done",
    [
      { items: [{ ...small, ...linked }, large, other] },
      { items: [{ ...large, ...linked }, small, other] },
      { items: [{ ...moving("a"), ...linked }, { ...large, ...linked }, small, other] },
      { items: [other, { ...small, ...linked }, large] },
    ],
    ({ items }) => [
      given(...ANN_HAS_TEN),
      when(asking(...items)),
      thenHappened(moved({ transfer: "other", amount: 20n })),
      thenReadModel("balances", { of: "ann" }, [
        { account: "ann", posted: 980n, available: 980n, pending: 980n, entries: 2n },
      ]),
    ],
  );
  scenario(
    "two chains beside each other",
    given(...ANN_HAS_TEN),
    when(
      asking(
        { ...small, ...linked },
        large,
        { ...other, ...linked },
        moving("fourth", { amount: 30n }),
      ),
    ),
    thenHappened(
      moved({ transfer: "other", amount: 20n }),
      moved({ transfer: "fourth", amount: 30n }),
    ),
  );
  scenario(
    "a chain that was done before is there already, however much of it",
    given(...ANN_HAS_TEN, moved({ transfer: "small" })),
    when(asking({ ...small, ...linked }, other)),
    thenHappened(moved({ transfer: "other", amount: 20n })),
  );
  scenario(
    "the last item has nothing to be linked to: nothing of its chain is done",
    given(...ANN_HAS_TEN),
    when(asking(other, { ...small, ...linked }, { ...moving("last"), ...linked })),
    thenHappened(moved({ transfer: "other", amount: 20n })),
  );
  scenario(
    "alone, it is refused for that",
    given(...ANN_HAS_TEN),
    when(asking({ ...small, ...linked })),
    thenRefused("linked_event_chain_open"),
  );
}

function tellAtomic(): void {
  scenario(
    "all of it",
    given(...ANN_HAS_TEN),
    when(askingForAll(small, other)),
    thenHappened(moved({ transfer: "small" }), moved({ transfer: "other", amount: 20n })),
  );
  scenarioOutline(
    "or nothing, and the cause is the answer",
    [
      { items: [small, large, other], code: "insufficient_funds" },
      { items: [small, { ...other, amount: 0n }], code: "invalid_amount" },
      { items: [small, { ...small, amount: 1n }], code: "exists_with_different_amount" },
      {
        items: [small, { kind: "post_hold", id: "post", hold: "hold" }],
        code: "pending_transfer_not_found",
      },
      { items: [small, { ...other, isLinked: true }], code: "linked_event_chain_open" },
    ] as const,
    ({ items, code }) => [given(...ANN_HAS_TEN), when(askingForAll(...items)), thenRefused(code)],
  );
}

runFeature(batches);
runFeature(batches, inMemoryRunner);
